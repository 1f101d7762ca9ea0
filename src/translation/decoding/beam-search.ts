import type { RowCandidates } from './decoder.ts'
import type { Generation, Search } from './generation.ts'
import { repeatingTokens } from './repeated-ngrams.ts'

/** A text under way. */
interface Beam {
  readonly text: readonly number[]
  /** Sum of log-probabilities, of 32 bits as PyTorch adds them. */
  readonly score: number
  /** Which beam of the step before it continues. */
  readonly parent: number
  /** Tokens that it must not go on with. */
  readonly repeating: ReadonlySet<number>
}

/** A beam and a token more. */
interface Continuation {
  readonly parent: number
  readonly token: number
  readonly score: number
}

/** A text that came to its end, scored by its length. */
interface Ended {
  readonly text: readonly number[]
  readonly score: number
}

/**
 * The texts of the greatest sum of log-probabilities, as transformers' `generate` finds them: of the best
 * continuations, those that end among the first `beams` are put aside, and the first `beams` that do not end go on.
 *
 * @param prefix tokens to begin with
 */
export function beamSearch(prefix: readonly number[], generation: Generation): Search {
  const { beams, maxLength, noRepeatNgram } = generation
  // Enough that as many go on where each beam's best would end it.
  const kept = beams * Math.max(2, 1 + generation.ends.length)
  const begin = (text: readonly number[], { score, parent }: { score: number; parent: number }): Beam => ({
    text,
    score,
    parent,
    repeating: repeatingTokens(text, noRepeatNgram),
  })
  let running: readonly Beam[] = [begin(prefix, { score: 0, parent: 0 })]
  let ended: readonly Ended[] = []
  let length = prefix.length
  let finished = length >= maxLength

  return {
    get rows() {
      return running.map(({ text, parent }) => ({ token: text.at(-1)!, parent }))
    },
    get best() {
      return kept + running.reduce((most, { repeating }) => Math.max(most, repeating.size), 0)
    },
    get finished() {
      return finished
    },
    get text() {
      return ended[0]?.text ?? running[0]!.text
    },
    take(candidates) {
      const best = continuations(running, candidates).slice(0, kept)
      const ends = ({ token }: Continuation): boolean => generation.ends.includes(token) || length + 1 >= maxLength
      const textOf = ({ parent, token }: Continuation): number[] => [...running[parent]!.text, token]
      const divisor = length ** generation.lengthPenalty
      const newlyEnded = best.slice(0, beams).filter(ends)
      ended = [...ended, ...newlyEnded.map((one) => ({ text: textOf(one), score: Math.fround(one.score / divisor) }))]
        .sort(byScore)
        .slice(0, beams)
      const goingOn = filled(
        best.filter((one) => !ends(one)),
        beams,
      )
      running = goingOn.map((one) => begin(textOf(one), one))
      length++
      finished = length >= maxLength || !worthwhile(running[0], { ended, length, generation })
    },
  }
}

/** Those that do not repeat, the best first; of equal ones that of the earlier beam. */
function continuations(running: readonly Beam[], candidates: readonly RowCandidates[]): Continuation[] {
  return candidates
    .flatMap(({ tokens, logProbabilities }, parent) => {
      const { score, repeating } = running[parent]!
      return Array.from(tokens, (token, i) => ({
        parent,
        token,
        score: Math.fround(score + logProbabilities[i]!),
      })).filter(({ token }) => !repeating.has(token))
    })
    .sort(byScore)
}

/** The greatest first. Not by differences: those of infinities are no numbers. */
function byScore(a: { readonly score: number }, b: { readonly score: number }): number {
  return a.score === b.score ? 0 : a.score > b.score ? -1 : 1
}

/** As many as there must be: where a small vocabulary has no more, the last again, out of the race. */
function filled(continuations: readonly Continuation[], count: number): readonly Continuation[] {
  const last = continuations.at(-1)
  if (last === undefined) return continuations
  const missing = Math.max(0, count - continuations.length)
  const again = { ...last, score: -Infinity }
  return [...continuations.slice(0, count), ...new Array<Continuation>(missing).fill(again)]
}

/** Whether going on could better what has ended, by the rule of `earlyStopping`. */
function worthwhile(
  best: Beam | undefined,
  { ended, length, generation }: { ended: readonly Ended[]; length: number; generation: Generation },
): boolean {
  if (best === undefined) return false
  const { beams, earlyStopping, lengthPenalty, maxLength } = generation
  if (ended.length < beams) return true
  if (earlyStopping === true) return false
  // Lengths count what was written behind the starting token.
  const hoped = earlyStopping === 'never' && lengthPenalty > 0 ? maxLength - 1 : length - 1
  return Math.fround(best.score / hoped ** lengthPenalty) > ended.at(-1)!.score
}
