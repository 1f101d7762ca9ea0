import { readFile } from 'node:fs/promises'
import { parseJson } from '../../json.ts'
import type { Json } from '../../retrieval.ts'

/** A JSON object of a model folder whose keys are read with the rules that hold for them. A key that is null counts as absent. */
export interface ConfigFile {
  /** Path, as errors name it. */
  readonly file: string
  /** All of it. */
  readonly value: { readonly [key: string]: Json }
  get(key: string): Json | undefined
  /** An integer from `least`, which is 1 unless told, to `most`. */
  count(key: string, options?: { readonly least?: number; readonly most?: number; readonly otherwise?: number }): number
  /** A probability below 1. */
  probability(key: string, otherwise: number): number
  flag(key: string, otherwise: boolean): boolean
  text(key: string, otherwise?: string): string
  /** An error about a key, with what stands there. */
  refused(key: string, rule: string, remedy?: string): RangeError
}

/** Names of a layer's parameters are made before any tensor vouches for the layer. */
export const mostLayers = 1000

const fetchAgain = 'Repair the file or fetch it again.'

/** @throws {TypeError} the value is no object */
export function configFile(value: Json, file: string): ConfigFile {
  if (!isObject(value)) {
    throw new TypeError(
      `readModelFolder: ${file}: the file must hold a JSON object; got ${shortly(value)}. ${fetchAgain}`,
    )
  }
  const get = (key: string): Json | undefined => (Object.hasOwn(value, key) ? (value[key] ?? undefined) : undefined)
  const refused = (key: string, rule: string, remedy = fetchAgain): RangeError =>
    new RangeError(
      `readModelFolder: ${file}: ${JSON.stringify(key)} must be ${rule}; got ${shortly(get(key))}. ${remedy}`,
    )
  const read = <T extends Json>(key: string, { rule, is, otherwise }: Rule<T>): T => {
    const found = get(key) ?? otherwise
    if (!is(found)) throw refused(key, rule)
    return found
  }
  return {
    file,
    value,
    get,
    refused,
    count: (key, { least = 1, most = Number.MAX_SAFE_INTEGER, otherwise } = {}) =>
      read(key, { rule: countRule(least, most), is: (n): n is number => isCount(n, least, most), otherwise }),
    probability: (key, otherwise) => read(key, { rule: 'a probability below 1', is: isDropout, otherwise }),
    flag: (key, otherwise) =>
      read(key, { rule: 'true or false', is: (b): b is boolean => typeof b === 'boolean', otherwise }),
    text: (key, otherwise) => read(key, { rule: 'a string', is: (t): t is string => typeof t === 'string', otherwise }),
  }
}

/** A file of JSON, or undefined where there is none. @throws {SyntaxError} it is no JSON */
export async function jsonFile(file: string): Promise<Json | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
    throw error
  })
  return text === undefined ? undefined : parseJson(text, `readModelFolder: ${file}`)
}

/** An object in a file, or undefined where there is no such file. */
export async function optionalConfig(file: string): Promise<ConfigFile | undefined> {
  const value = await jsonFile(file)
  return value === undefined ? undefined : configFile(value, file)
}

/** @throws {RangeError} there is no such file; the message says what it is for */
export async function requiredConfig(file: string, purpose: string): Promise<ConfigFile> {
  const found = await optionalConfig(file)
  if (found === undefined) throw missingFile(file, purpose)
  return found
}

/** @param remedy a sentence */
export function missingFile(file: string, purpose: string, remedy = 'Fetch it with the others.'): RangeError {
  return new RangeError(`readModelFolder: ${file}: the file must be there, ${purpose}; got none. ${remedy}`)
}

/** A value as an error shows it. */
export function shortly(value: Json | undefined): string {
  if (value === undefined) return 'nothing'
  const text = JSON.stringify(value)
  return text.length > 80 ? `${text.slice(0, 79)}…` : text
}

interface Rule<T extends Json> {
  readonly rule: string
  readonly is: (value: Json | undefined) => value is T
  readonly otherwise: T | undefined
}

function countRule(least: number, most: number): string {
  return most === Number.MAX_SAFE_INTEGER ? `an integer of at least ${least}` : `an integer from ${least} to ${most}`
}

function isCount(value: Json | undefined, least: number, most: number): value is number {
  return Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most
}

function isDropout(value: Json | undefined): value is number {
  return typeof value === 'number' && value >= 0 && value < 1
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
