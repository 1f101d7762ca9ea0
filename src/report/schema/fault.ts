import type { JsonSchema } from './schema.ts'

export interface FaultOptions {
  /** What `$ref` refers to, by name. */
  readonly named: Readonly<Record<string, JsonSchema>>
  /** Whether a key that the schema does not know is a fault. @default false */
  readonly closed?: boolean
}

/** Where a value is not as its schema asks, and what stands there: `cases[0].run.seeds: must be array; got 1`; null where it is. */
export function schemaFault(value: unknown, schema: JsonSchema, options: FaultOptions, path = ''): string | null {
  if (schema.$ref !== undefined) {
    return schemaFault(value, options.named[schema.$ref.replace('#/$defs/', '')] as JsonSchema, options, path)
  }
  const { anyOf } = schema
  if (anyOf) {
    const faults = anyOf.map((each) => schemaFault(value, each, options, path))
    // Of several forms the first is what is meant; the others are for nothing being there.
    return faults.includes(null) ? null : (faults[0] as string)
  }
  const own = ownFault(value, schema)
  if (own !== null) return `${path || 'the whole'}: ${own}; got ${shown(value)}`
  if (Array.isArray(value)) return itemsFault(value, schema, options, path)
  return typeof value === 'object' && value !== null
    ? keysFault(value as Record<string, unknown>, schema, options, path)
    : null
}

function ownFault(value: unknown, schema: JsonSchema): string | null {
  const { type, enum: values, minItems = 0, maxItems = Number.POSITIVE_INFINITY } = schema
  if (schema.const !== undefined && value !== schema.const) return `must be ${JSON.stringify(schema.const)}`
  if (values && !values.includes(value as string)) return `must be one of ${values.join(', ')}`
  if (type !== undefined && ![type].flat().includes(typeOf(value))) return `must be ${[type].flat().join(' or ')}`
  const short = Array.isArray(value) && (value.length < minItems || value.length > maxItems)
  return short ? `must hold ${minItems} items` : null
}

function itemsFault(
  values: readonly unknown[],
  { items }: JsonSchema,
  options: FaultOptions,
  path: string,
): string | null {
  return items ? first(values.entries(), ([i, value]) => schemaFault(value, items, options, `${path}[${i}]`)) : null
}

function keysFault(
  value: Readonly<Record<string, unknown>>,
  { properties, required = [], additionalProperties }: JsonSchema,
  options: FaultOptions,
  path: string,
): string | null {
  const within = (key: string): string => (path === '' ? key : `${path}.${key}`)
  const missing = required.find((key) => !Object.hasOwn(value, key))
  if (missing !== undefined) return `${within(missing)}: is missing`
  return first(Object.entries(value), ([key, each]) => {
    const known = properties && Object.hasOwn(properties, key) ? properties[key] : additionalProperties
    if (known) return schemaFault(each, known, options, within(key))
    return options.closed && properties ? `${within(key)}: is not known` : null
  })
}

function first<T>(items: Iterable<T>, faultOf: (item: T) => string | null): string | null {
  for (const item of items) {
    const fault = faultOf(item)
    if (fault !== null) return fault
  }
  return null
}

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length <= 60 ? text : `${text.slice(0, 59)}…`
}
