/** A part of tokenizer.json: an object that says its type. */
export interface Part {
  readonly type: string
  readonly [name: string]: unknown
}

/**
 * The part called `name`, checked to be an object with a type; undefined where the file leaves it out or null.
 *
 * @throws {TypeError} it is something else
 */
export function partOf(definition: unknown, name: string): Part | undefined {
  const part = (definition as Record<string, unknown>)[name]
  if (part === undefined || part === null) return undefined
  if (typeof part === 'object' && typeof (part as Part).type === 'string') return part as Part
  throw new TypeError(
    `pretrainedTokenizer: ${name} of tokenizer.json must be an object with a type; got ${shown(part)}. Save it again.`,
  )
}

/** The parts of a `Sequence`, each checked. */
export function partsOf(sequence: Part, name: string): Part[] {
  const parts = sequence[name]
  if (!Array.isArray(parts)) {
    throw new TypeError(
      `pretrainedTokenizer: ${name} of a Sequence must be a list; got ${shown(parts)}. Save it again.`,
    )
  }
  return parts.map((_, index) => partOf(parts, String(index))).filter((part) => part !== undefined)
}

/** The error for a part that this library cannot follow exactly, with what it can. */
export function unsupported(kind: string, type: string, supported: readonly string[]): RangeError {
  return new RangeError(
    `pretrainedTokenizer: the ${kind} must be one of ${supported.join(', ')}; got ${type}. ` +
      'Convert the tokenizer, or encode through an endpoint.',
  )
}

/** A value for a message, cut short. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 80 ? `${text.slice(0, 80)}…` : text
}
