import type { RowCandidates } from './decoder.ts'
import type { Generation, Search } from './generation.ts'
import { repeatingTokens } from './repeated-ngrams.ts'

/** The most probable token each time, as transformers' `generate` with one beam. @param prefix tokens to begin with */
export function greedySearch(prefix: readonly number[], generation: Generation): Search {
  const { maxLength, ends, noRepeatNgram } = generation
  const text = [...prefix]
  let finished = text.length >= maxLength
  let repeating = repeatingTokens(text, noRepeatNgram)
  return {
    text,
    get rows() {
      return [{ token: text.at(-1)!, parent: 0 }]
    },
    get best() {
      return 1 + repeating.size
    },
    get finished() {
      return finished
    },
    take([row]: readonly RowCandidates[]) {
      const token = row!.tokens.find((candidate) => !repeating.has(candidate)) ?? ends[0]!
      text.push(token)
      finished = ends.includes(token) || text.length >= maxLength
      repeating = repeatingTokens(text, noRepeatNgram)
    },
  }
}
