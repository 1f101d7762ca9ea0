import { type Part, partsOf, shown, unsupported } from './definition.ts'

/** The special tokens around a text. */
export interface Template {
  readonly before: readonly number[]
  readonly after: readonly number[]
}

const none: Template = { before: [], after: [] }

const readers: Readonly<Record<string, (part: Part) => Template>> = {
  TemplateProcessing: templateProcessing,
  BertProcessing: firstAndLast,
  RobertaProcessing: firstAndLast,
  Sequence: (part) =>
    partsOf(part, 'processors')
      .map((each) => template(each))
      .reduce(
        (inner, outer) => ({ before: [...outer.before, ...inner.before], after: [...inner.after, ...outer.after] }),
        none,
      ),
  // It trims the offsets of tokens alone.
  ByteLevel: () => none,
}

/**
 * What the post-processor of a tokenizer.json puts around a single text.
 *
 * @throws {RangeError} a kind that is not supported, or a template that does not hold the text once
 */
export function template(part: Part | undefined): Template {
  if (part === undefined) return none
  const read = Object.hasOwn(readers, part.type) ? readers[part.type] : undefined
  if (read === undefined) throw unsupported('post-processor', part.type, Object.keys(readers))
  return read(part)
}

interface TemplateItem {
  readonly SpecialToken?: { readonly id: string }
  readonly Sequence?: { readonly id: string }
}

function templateProcessing(part: Part): Template {
  const items = (Array.isArray(part['single']) ? part['single'] : []) as TemplateItem[]
  const at = items.findIndex((item) => item.Sequence)
  if (at < 0 || items.some((item, index) => index !== at && item.Sequence)) {
    throw new RangeError(
      `pretrainedTokenizer: the template of a single text must hold the text once; got ${shown(part['single'])}. ` +
        'Fetch tokenizer.json again.',
    )
  }
  const known = (part['special_tokens'] ?? {}) as Record<string, { readonly ids?: unknown } | undefined>
  const ids = (some: readonly TemplateItem[]): number[] =>
    some.flatMap((item) => specialIds(item.SpecialToken?.id ?? '', known))
  return { before: ids(items.slice(0, at)), after: ids(items.slice(at + 1)) }
}

function specialIds(token: string, known: Record<string, { readonly ids?: unknown } | undefined>): number[] {
  const ids = known[token]?.ids
  if (Array.isArray(ids) && ids.every(isId)) return ids
  throw new RangeError(
    `pretrainedTokenizer: special_tokens of a template must give the ids of each token in it; got ${shown(ids)} ` +
      `for ${shown(token)}. Fetch tokenizer.json again.`,
  )
}

/** `cls` before, `sep` after; each is [token, id]. */
function firstAndLast(part: Part): Template {
  const [cls, sep] = [part['cls'], part['sep']].map((pair) => (Array.isArray(pair) ? pair[1] : undefined))
  if (isId(cls) && isId(sep)) return { before: [cls], after: [sep] }
  throw new TypeError(
    `pretrainedTokenizer: ${part.type} must give cls and sep as [token, id]; got ${shown([part['cls'], part['sep']])}. ` +
      'Fetch tokenizer.json again.',
  )
}

function isId(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0
}
