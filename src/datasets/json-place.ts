import type { Json } from '../retrieval.ts'
import { shown } from './verification.ts'

/** A value inside a JSON file that knows where it stands, so that whoever finds it wrong can say so. */
export interface JsonPlace {
  readonly value: Json
  /** `en.json: $.data[3].title` */
  readonly name: string
  /** @throws {TypeError} this is no object, or has no such key */
  key(name: string): JsonPlace
  /** @throws {TypeError} this is no array */
  items(): readonly JsonPlace[]
  /** @throws {TypeError} this is no string */
  string(): string
  /** @throws {TypeError} this is no integer */
  integer(): number
}

/** The root of a parsed file, or a value below it. */
export function jsonPlace(value: Json, file: string, path = '$'): JsonPlace {
  const name = `${file}: ${path}`
  const refuse = (kind: string): never => {
    throw new TypeError(`${name}: the value must be ${kind}; got ${kindOf(value)}. Repair the file or fetch it again.`)
  }
  return {
    value,
    name,
    key(key) {
      if (!isObject(value)) return refuse('an object')
      const inner = Object.hasOwn(value, key) ? value[key] : undefined
      if (inner === undefined) {
        const keys = Object.keys(value).join(', ') || 'none'
        throw new TypeError(
          `${name}: the key "${key}" must be there; got the keys ${keys}. Repair the file or fetch it again.`,
        )
      }
      return jsonPlace(inner, file, `${path}.${key}`)
    },
    items: () =>
      Array.isArray(value)
        ? value.map((item: Json, index) => jsonPlace(item, file, `${path}[${index}]`))
        : refuse('an array'),
    string: () => (typeof value === 'string' ? value : refuse('a string')),
    integer: () => (Number.isSafeInteger(value) ? (value as number) : refuse('an integer')),
  }
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function kindOf(value: Json): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return `an array of ${value.length}`
  return typeof value === 'object' ? 'an object' : shown(value)
}
