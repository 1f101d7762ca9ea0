import { type Part, shown, unsupported } from './definition.ts'
import type { Model } from './model.ts'
import { prefixTree } from './prefix-tree.ts'

/** SentencePiece: an unknown character costs this much more than the least likely piece. */
const unknownPenalty = 10

/**
 * `Unigram` of tokenizer.json: the pieces of greatest summed log-probability, by Viterbi; of equal ones the one found
 * first, from the left, by shorter pieces. Neighbouring unknown characters make one unknown token.
 *
 * @see Kudo 2018, §3.2, arXiv:1804.10959
 */
export function unigram(model: Part): Model {
  if (model['byte_fallback'] === true) throw unsupported('byte_fallback of Unigram', 'true', ['false'])
  const { pieces, scores } = vocabulary(model['vocab'])
  const unknown = unknownId(model['unk_id'], pieces.length)
  const unknownScore =
    scores.reduce((least, score) => Math.min(least, score), Number.POSITIVE_INFINITY) - unknownPenalty
  const tree = prefixTree(pieces.map((piece, id) => [piece, id]))

  const segment = (word: string): number[] => {
    const best = new Float64Array(word.length + 1)
    const from = new Int32Array(word.length + 1).fill(-1)
    const ids = new Int32Array(word.length + 1)
    const offer = (start: number, end: number, id: number, score: number): void => {
      if (from[end] !== -1 && !(score > (best[end] as number))) return
      best[end] = score
      from[end] = start
      ids[end] = id
    }
    for (let start = 0, width = 1; start < word.length; start += width) {
      width = (word.codePointAt(start) as number) > 0xffff ? 2 : 1
      let single = false
      for (let node = 0, end = start; end < word.length; ) {
        node = tree.child(node, word.charCodeAt(end++))
        if (node === 0) break
        const id = tree.value(node)
        if (id < 0) continue
        offer(start, end, id, (scores[id] as number) + (best[start] as number))
        single ||= end - start === width
      }
      if (!single) offer(start, start + width, unknown, unknownScore + (best[start] as number))
    }
    return path(word.length, from, ids, unknown)
  }
  return { segment, greatestId: pieces.length - 1 }
}

/** Back from the end; unknown neighbours become one. */
function path(length: number, from: Int32Array, ids: Int32Array, unknown: number): number[] {
  const found: number[] = []
  for (let end = length; end > 0; end = from[end] as number) {
    const id = ids[end] as number
    if (id !== unknown || found.at(-1) !== unknown) found.push(id)
  }
  return found.reverse()
}

function vocabulary(vocab: unknown): { pieces: string[]; scores: Float64Array } {
  const isPiece = (entry: unknown): boolean =>
    Array.isArray(entry) && typeof entry[0] === 'string' && typeof entry[1] === 'number'
  if (!Array.isArray(vocab) || vocab.length === 0 || !vocab.every(isPiece)) {
    throw new TypeError(
      `pretrainedTokenizer: vocab of a Unigram model must list [piece, log-probability]; got ${shown(vocab)}. ` +
        'Fetch tokenizer.json again.',
    )
  }
  return { pieces: vocab.map(([piece]) => piece), scores: Float64Array.from(vocab, ([, score]) => score) }
}

function unknownId(id: unknown, pieces: number): number {
  if (Number.isInteger(id) && (id as number) >= 0 && (id as number) < pieces) return id as number
  throw new RangeError(
    `pretrainedTokenizer: unk_id of a Unigram model must be one of its ${pieces} ids; got ${shown(id)}. ` +
      'Fetch tokenizer.json again.',
  )
}
