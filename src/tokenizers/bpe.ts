import { type Part, shown, unsupported } from './definition.ts'
import { type Merge, type Merges, merged } from './merges.ts'
import type { Model } from './model.ts'
import { greatest, idsByToken } from './vocabulary.ts'

/**
 * `BPE` of tokenizer.json: from single characters, the pair of neighbours that was learned first is joined, the
 * leftmost of equals, until none is left. Time is n log n in the length of a word.
 *
 * @see Sennrich et al. 2016, §3.2, arXiv:1508.07909
 */
export function bpe(model: Part): Model {
  if (model['dropout']) throw unsupported('dropout of BPE', shown(model['dropout']), ['0'])
  for (const option of ['continuing_subword_prefix', 'end_of_word_suffix', 'byte_fallback']) {
    if (model[option]) throw unsupported(`${option} of BPE`, shown(model[option]), ['null', 'false', '""'])
  }
  const ids = idsByToken(model['vocab'])
  const merges = mergesByPair(model['merges'], ids)
  const unknown = ids.get(String(model['unk_token']))
  const fuse = model['fuse_unk'] === true
  const whole = model['ignore_merges'] === true

  const segment = (word: string): number[] => {
    const known = whole ? ids.get(word) : undefined
    if (known !== undefined) return [known]
    const symbols: number[] = []
    let fused = false
    for (const character of word) {
      const id = ids.get(character)
      if (id === undefined && unknown === undefined) continue
      if (id === undefined && fused && fuse) continue
      symbols.push(id ?? (unknown as number))
      fused = id === undefined
    }
    return merged(symbols, merges)
  }
  return { segment, greatestId: greatest(ids) }
}

/** Pairs of ids as one number: exact below 2²⁶ ids. */
function mergesByPair(merges: unknown, ids: ReadonlyMap<string, number>): Merges {
  if (!Array.isArray(merges)) {
    throw new TypeError(
      `pretrainedTokenizer: merges of BPE must be a list; got ${shown(merges)}. Fetch tokenizer.json again.`,
    )
  }
  const known = new Map<number, Merge>()
  merges.forEach((merge, rank) => {
    const [left, right] = typeof merge === 'string' ? merge.split(' ') : (merge as string[])
    const [a, b, id] = [left, right, `${left}${right}`].map((token) => ids.get(String(token)))
    if (a === undefined || b === undefined || id === undefined) {
      throw new RangeError(
        `pretrainedTokenizer: a merge must join tokens of the vocab to one of it; got ${shown(merge)}. Fetch tokenizer.json again.`,
      )
    }
    known.set(a * 2 ** 26 + b, { rank, id })
  })
  return (left, right) => known.get(left * 2 ** 26 + right)
}
