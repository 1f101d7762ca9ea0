import { drawInteger, type Random } from '../../random.ts'
import type { CompleteRules } from './mining-rules.ts'

/** A document with its cosine to the anchor. */
export interface Candidate {
  readonly text: string
  readonly score: number
}

/** A rule that leaves candidates out. */
export type Limit = 'absoluteMargin' | 'relativeMargin' | 'maxScore' | 'minScore'

export interface Chosen {
  /** Best first; at most `numNegatives`. */
  readonly negatives: readonly Candidate[]
  /** The rule that left each of the others out; a candidate that breaks several counts for the first. */
  readonly skipped: readonly Limit[]
}

/**
 * Hard negatives among an anchor's candidates.
 *
 * @param candidates wrong answers, best first
 * @param positive the right answer's cosine with the anchor; the lowest where there are several
 */
export function chooseNegatives(
  candidates: readonly Candidate[],
  positive: number,
  { rules, random }: { readonly rules: CompleteRules; readonly random: Random },
): Chosen {
  const { rangeMin, rangeMax, numNegatives, samplingStrategy } = rules
  const skipped: Limit[] = []
  const allowed = candidates.slice(0, rangeMax).filter(({ score }) => {
    const broken = brokenLimit(score, positive, rules)
    if (broken) skipped.push(broken)
    return !broken
  })
  const left = allowed.slice(rangeMin)
  return {
    negatives: samplingStrategy === 'top' ? left.slice(0, numNegatives) : drawn(left, numNegatives, random),
    skipped,
  }
}

function brokenLimit(score: number, positive: number, rules: CompleteRules): Limit | undefined {
  const { absoluteMargin, relativeMargin, maxScore, minScore } = rules
  if (score > positive - absoluteMargin) return 'absoluteMargin'
  if (score > positive - relativeMargin * Math.abs(positive)) return 'relativeMargin'
  if (score > maxScore) return 'maxScore'
  if (score < minScore) return 'minScore'
  return undefined
}

/** Some of the items, each as likely as any other, in the order that they have. */
function drawn<T>(items: readonly T[], count: number, random: Random): T[] {
  let wanted = Math.min(count, items.length)
  return items.filter((_, i) => {
    const taken = drawInteger(random, items.length - i) < wanted
    if (taken) wanted--
    return taken
  })
}
