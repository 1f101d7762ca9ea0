import { createScanner } from 'jsonc-parser'
import type { Json } from '../retrieval.ts'
import { malformed } from './safetensors-bytes.ts'
import { isTensorType, type TensorType, tensorTypeBits } from './safetensors-types.ts'

/** What a file says of one tensor. Bytes are counted from the start of the file. */
export interface TensorEntry {
  readonly name: string
  readonly type: TensorType
  readonly shape: readonly number[]
  /** First byte and the byte behind the last. */
  readonly start: number
  readonly end: number
}

export interface SafetensorsHeader {
  /** In the order of their bytes. */
  readonly tensors: readonly TensorEntry[]
  readonly metadata: ReadonlyMap<string, string>
}

export interface HeaderPlace {
  /** Names the file in errors. */
  readonly file: string
  /** Where the tensors' bytes begin and end, from the start of the file. */
  readonly from: number
  readonly to: number
}

/** Kinds of jsonc-parser's scanner, whose enum vanishes when it is compiled. */
const token = { openBrace: 1, closeBrace: 2, openBracket: 3, closeBracket: 4, colon: 6, string: 10, end: 17 }

/** The format needs 3. */
const deepest = 16

type JsonObject = { readonly [key: string]: Json }

/**
 * The header of a safetensors file, believed only when all of it holds: each key once, known types, sizes that shapes
 * and offsets agree on, and tensors that cover the file's bytes without overlap or hole.
 *
 * @throws {SyntaxError} `openSafetensors: file: tensor "…": what must hold; got ….`
 * @see https://github.com/huggingface/safetensors#format
 */
export function safetensorsHeader(text: string, place: HeaderPlace): SafetensorsHeader {
  requireKeysOnce(text, place.file)
  const parsed = parsedJson(text, place.file)
  if (!isObject(parsed)) throw malformed(place.file, 'the header must be a JSON object', shortly(parsed))
  const { __metadata__: metadata = {}, ...entries } = parsed
  const tensors = Object.entries(entries).map(([name, entry]) => tensorEntry(name, entry, place))
  tensors.sort((a, b) => a.start - b.start || a.end - b.end)
  requireCover(tensors, place)
  return { tensors, metadata: texts(metadata ?? {}, place.file) }
}

function tensorEntry(name: string, entry: Json, place: HeaderPlace): TensorEntry {
  const refuse = (rule: string, got: Json | undefined): SyntaxError =>
    malformed(place.file, `tensor ${shortly(name)}: ${rule}`, shortly(got))
  if (!isObject(entry)) throw refuse('the entry must be an object', entry)
  const { dtype, shape, data_offsets: offsets } = entry
  if (!isTensorType(dtype)) throw refuse(`dtype must be one of ${Object.keys(tensorTypeBits).join(', ')}`, dtype)
  if (!areCounts(shape)) throw refuse('shape must be a list of integers from 0 to 2⁵³ − 1', shape)
  if (!areCounts(offsets) || offsets.length !== 2 || offsets[0]! > offsets[1]!) {
    throw refuse('data_offsets must be the first byte and the byte behind the last', offsets)
  }
  const [from, to] = offsets as unknown as readonly [number, number]
  if (to > place.to - place.from) {
    throw refuse(`data_offsets must lie in the ${place.to - place.from} bytes behind the header`, offsets)
  }
  const size = (elementsOf(shape) * tensorTypeBits[dtype]) / 8
  if (size !== to - from) {
    throw refuse(`data_offsets must be ${size} bytes apart for ${dtype} of shape ${shortly(shape)}`, offsets)
  }
  return { name, type: dtype, shape, start: place.from + from, end: place.from + to }
}

/** How many numbers a tensor of this shape has: 1 for a scalar, zero where a length is, also beside lengths whose product is beyond all numbers. */
export function elementsOf(shape: readonly number[]): number {
  return shape.includes(0) ? 0 : shape.reduce((product, length) => product * length, 1)
}

/** @param tensors sorted by their first bytes */
function requireCover(tensors: readonly TensorEntry[], { file, from, to }: HeaderPlace): void {
  let reached = from
  for (const { name, start, end } of tensors) {
    if (start !== reached) {
      const rule = `tensor ${shortly(name)}: its bytes must begin where the last tensor's end, at ${reached - from}`
      throw malformed(file, rule, `${start - from}, ${start < reached ? 'an overlap' : 'a hole'}`)
    }
    reached = end
  }
  if (reached !== to) {
    throw malformed(
      file,
      `the tensors must cover the ${to - from} bytes behind the header`,
      `${reached - from} covered`,
    )
  }
}

function parsedJson(text: string, file: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch (cause) {
    throw malformed(file, 'the header must be JSON', shortly(text), cause)
  }
}

/**
 * `JSON.parse` keeps the last of two equal keys: a tensor would vanish silently. By tokens, so that no text, however
 * deeply nested, costs more than its length.
 */
function requireKeysOnce(text: string, file: string): void {
  const scanner = createScanner(text, true)
  const open: Set<string>[] = []
  let last = ''
  for (let kind: number = scanner.scan(); kind !== token.end; kind = scanner.scan()) {
    if (kind === token.openBrace || kind === token.openBracket) open.push(new Set())
    else if (kind === token.closeBrace || kind === token.closeBracket) open.pop()
    else if (kind === token.string) last = scanner.getTokenValue()
    else if (kind === token.colon) addOnce(open.at(-1), last, file)
    if (open.length > deepest) throw malformed(file, `the header must nest at most ${deepest} deep`, 'more')
  }
}

function addOnce(keys: Set<string> | undefined, key: string, file: string): void {
  if (keys?.has(key)) throw malformed(file, 'each key of the header must be there once', `${shortly(key)} again`)
  keys?.add(key)
}

function texts(metadata: Json, file: string): ReadonlyMap<string, string> {
  const entries = isObject(metadata) ? Object.entries(metadata) : undefined
  if (!entries?.every((entry): entry is [string, string] => typeof entry[1] === 'string')) {
    throw malformed(file, '__metadata__ must be an object of strings', shortly(metadata))
  }
  return new Map(entries)
}

function areCounts(value: Json | undefined): value is readonly number[] {
  return Array.isArray(value) && value.every((count) => Number.isSafeInteger(count) && count >= 0)
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Nothing of a stranger's file can make a message long. */
function shortly(value: Json | undefined): string {
  const text =
    value === undefined
      ? 'nothing'
      : Array.isArray(value) && value.length > 20
        ? `a list of ${value.length}`
        : JSON.stringify(value)
  return text.length > 80 ? `${text.slice(0, 79)}…` : text
}
