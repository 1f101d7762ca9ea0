/** JSON Schema, draft 2020-12: as much of it as is needed here. */
export interface JsonSchema {
  readonly $ref?: string
  readonly description?: string
  readonly type?: string | readonly string[]
  readonly const?: string | number | boolean
  readonly enum?: readonly string[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: JsonSchema
  readonly items?: JsonSchema
  readonly minItems?: number
  readonly maxItems?: number
  readonly anyOf?: readonly JsonSchema[]
}

/**
 * A schema of the values of one TypeScript type. The compiler holds both together: `object` takes exactly the keys that the
 * type has, optional where it has them so, and of each a schema of its own type.
 */
export interface Schema<T> {
  readonly json: JsonSchema
  /** What `json` refers to, by name. */
  readonly named: Readonly<Record<string, JsonSchema>>
  /** Never there: a schema of one type is none of a wider or a narrower one. */
  readonly of?: (value: T) => T
}

/** Of a key that may be absent. */
export interface Optional<T> {
  readonly optional: Schema<T>
}

/** What `object` must be given for a type. */
export type Fields<T> = {
  readonly [K in keyof T]-?: Record<never, never> extends Pick<T, K> ? Optional<Exclude<T[K], undefined>> : Schema<T[K]>
}

const plain = <T>(json: JsonSchema): Schema<T> => ({ json, named: {} })

export const text: Schema<string> = plain({ type: 'string' })
export const number: Schema<number> = plain({ type: 'number' })
export const truth: Schema<boolean> = plain({ type: 'boolean' })
/** Whatever JSON can say. */
export const anything: <T>() => Schema<T> = () => plain({})

export function constant<const T extends string | number | boolean>(value: T): Schema<T> {
  return plain({ const: value })
}

export function oneOf<const T extends string>(...values: readonly T[]): Schema<T> {
  return plain({ enum: values })
}

export function optional<T>(schema: Schema<T>): Optional<T> {
  return { optional: schema }
}

export function orNull<T>({ json, named }: Schema<T>): Schema<T | null> {
  const { type } = json
  return typeof type === 'string'
    ? { json: { ...json, type: [type, 'null'] }, named }
    : { json: { anyOf: [json, { type: 'null' }] }, named }
}

export function list<T>({ json, named }: Schema<T>): Schema<readonly T[]> {
  return { json: { type: 'array', items: json }, named }
}

export function pair<T>({ json, named }: Schema<T>): Schema<readonly [T, T]> {
  return { json: { type: 'array', items: json, minItems: 2, maxItems: 2 }, named }
}

/** Key → value, where any key may be. */
export function record<T>({ json, named }: Schema<T>): Schema<Readonly<Record<string, T>>> {
  return { json: { type: 'object', additionalProperties: json }, named }
}

/** An object of known keys, which others refer to by its name. Newer versions may add keys, so that more are let pass. */
export function object<T>(name: string, description: string, fields: Fields<T>): Schema<T> {
  const entries = Object.entries(fields) as [string, Schema<never> | Optional<never>][]
  const schemas = entries.map(([key, field]) => [key, 'optional' in field ? field.optional : field] as const)
  const json: JsonSchema = {
    description,
    type: 'object',
    properties: Object.fromEntries(schemas.map(([key, schema]) => [key, schema.json])),
    required: entries.flatMap(([key, field]) => ('optional' in field ? [] : [key])),
  }
  const named = Object.assign({}, ...schemas.map(([, schema]) => schema.named), { [name]: json })
  return { json: { $ref: `#/$defs/${name}` }, named }
}
