/** What a SentencePiece model file holds of which a tokenizer is made. */
export interface SentencePieceModel {
  readonly pieces: readonly { readonly piece: string; readonly score: number; readonly type: number }[]
  /** 1 Unigram, 2 BPE. */
  readonly modelType: number
  /** Bytes of the normaliser's map; empty where texts stay as they are. */
  readonly charsmap: Uint8Array
  /** Whether a space is put before a text, whether spaces at its ends and double ones go, whether spaces become ▁. */
  readonly dummyPrefix: boolean
  readonly removeSpaces: boolean
  readonly escapeSpaces: boolean
}

/** A field of a message: its bytes, or its number where it has no length. */
type Field = Uint8Array | number

/**
 * Reads `sentencepiece.bpe.model`, a protocol buffer.
 *
 * @throws {RangeError} the file is cut off or none
 * @see sentencepiece_model.proto of google/sentencepiece
 */
export function readSentencePieceModel(bytes: Uint8Array): SentencePieceModel {
  const model = fields(bytes)
  const trainer = fields(lastBytes(model, 2))
  const rule = fields(lastBytes(model, 3))
  return {
    pieces: (model.get(1) ?? []).map((field) => readPiece(field)),
    modelType: lastNumber(trainer, 3, 1),
    charsmap: lastBytes(rule, 2),
    dummyPrefix: lastNumber(rule, 3, 1) !== 0,
    removeSpaces: lastNumber(rule, 4, 1) !== 0,
    escapeSpaces: lastNumber(rule, 5, 1) !== 0,
  }
}

function readPiece(field: Field): SentencePieceModel['pieces'][number] {
  const piece = fields(field instanceof Uint8Array ? field : new Uint8Array())
  const score = lastBytes(piece, 2)
  return {
    piece: new TextDecoder('utf-8', { ignoreBOM: true }).decode(lastBytes(piece, 1)),
    score: score.length === 4 ? new DataView(score.buffer, score.byteOffset).getFloat32(0, true) : 0,
    type: lastNumber(piece, 3, 1),
  }
}

/** All fields of a message by their numbers. */
function fields(bytes: Uint8Array): Map<number, Field[]> {
  const found = new Map<number, Field[]>()
  let at = 0
  const number = (): number => {
    for (let value = 0, scale = 1; at < bytes.length; scale *= 128) {
      const byte = bytes[at++] as number
      value += (byte & 127) * scale
      if (byte < 128) return value
    }
    throw cutOff(bytes)
  }
  const take = (length: number): Uint8Array => {
    if (at + length > bytes.length) throw cutOff(bytes)
    at += length
    return bytes.subarray(at - length, at)
  }
  while (at < bytes.length) {
    const key = number()
    const kind = key % 8
    if (![0, 1, 2, 5].includes(kind)) throw cutOff(bytes)
    const value = kind === 0 ? number() : take(kind === 1 ? 8 : kind === 5 ? 4 : number())
    const all = found.get(Math.floor(key / 8))
    if (all) all.push(value)
    else found.set(Math.floor(key / 8), [value])
  }
  return found
}

function cutOff(bytes: Uint8Array): RangeError {
  return new RangeError(
    `readSentencePieceModel: the file must be a whole SentencePiece model; got ${bytes.length} bytes that end or read ` +
      'otherwise. Fetch it again.',
  )
}

function lastBytes(message: ReadonlyMap<number, readonly Field[]>, field: number): Uint8Array {
  const value = message.get(field)?.at(-1)
  return value instanceof Uint8Array ? value : new Uint8Array()
}

function lastNumber(message: ReadonlyMap<number, readonly Field[]>, field: number, otherwise: number): number {
  const value = message.get(field)?.at(-1)
  return typeof value === 'number' ? value : otherwise
}
