/** Which candidates may be hard negatives. The names are those of sentence-transformers' `mine_hard_negatives`. */
export interface MiningRules {
  /** Best candidates left out, of those that the other rules leave: the likeliest to be right answers nobody marked. @default 0 */
  readonly rangeMin?: number
  /** Candidates looked at, right answers not counted. @default rangeMin + numNegatives; ten times the latter with a margin, `maxScore` or 'random' */
  readonly rangeMax?: number
  /** Highest cosine of a negative with its anchor. @default any */
  readonly maxScore?: number
  /** Lowest. @default any */
  readonly minScore?: number
  /** By how much a negative's cosine must be below the right answer's. @default nothing: it may be above */
  readonly absoluteMargin?: number
  /** The same as a share of the right answer's cosine, whatever its sign: 0.05 is the 95 % of NV-Retriever. @default nothing */
  readonly relativeMargin?: number
  /** A pair in a language. @default 3 */
  readonly numNegatives?: number
  /** The best that are left, or any of them. @default 'top' */
  readonly samplingStrategy?: 'top' | 'random'
}

/** The rules with their defaults. Where there is no limit it is at infinity. */
export type CompleteRules = Required<MiningRules>

/** @throws {RangeError} a rule is out of range, or leaves fewer candidates than are wanted */
export function completeRules(given: MiningRules): CompleteRules {
  const { rangeMin = 0, numNegatives = 3, samplingStrategy = 'top' } = given
  const { maxScore = Infinity, minScore = -Infinity } = given
  const { absoluteMargin = -Infinity, relativeMargin = -Infinity } = given
  const limits = [given.maxScore, given.absoluteMargin, given.relativeMargin]
  const choosy = samplingStrategy === 'random' || limits.some((limit) => limit !== undefined)
  const { rangeMax = rangeMin + numNegatives * (choosy ? 10 : 1) } = given
  const rules = { rangeMin, rangeMax, maxScore, minScore, absoluteMargin, relativeMargin, numNegatives }
  verify({ ...rules, samplingStrategy })
  return { ...rules, samplingStrategy }
}

function verify(rules: CompleteRules): void {
  const { rangeMin, rangeMax, numNegatives, minScore, maxScore, samplingStrategy } = rules
  const need = (holds: boolean, rule: string, got: string | number): void => {
    if (!holds) throw new RangeError(`mineHardNegatives: ${rule}; got ${got}.`)
  }
  for (const [name, value] of Object.entries(rules)) need(!Number.isNaN(value), `${name} must be a number`, 'NaN')
  need(Number.isSafeInteger(numNegatives) && numNegatives >= 1, 'numNegatives must be a positive integer', numNegatives)
  need(Number.isSafeInteger(rangeMin) && rangeMin >= 0, 'rangeMin must be an integer of at least 0', rangeMin)
  const leaves = rangeMax === Infinity || (Number.isSafeInteger(rangeMax) && rangeMax - rangeMin >= numNegatives)
  need(leaves, `rangeMax must be an integer of at least rangeMin + numNegatives, ${rangeMin + numNegatives}`, rangeMax)
  need(minScore <= maxScore, 'minScore must not be above maxScore', `${minScore} and ${maxScore}`)
  const known = samplingStrategy === 'top' || samplingStrategy === 'random'
  need(known, "samplingStrategy must be 'top' or 'random'", `'${samplingStrategy}'`)
}
