/**
 * A rank as a small number: 0 where there is none, itself below a hundred, then two of its digits. More than two digits of
 * a rank would take more room in the page than they tell. `rankOf` in `page/numbers.js` reads it.
 */
export function rankCode(rank: number | null): number {
  if (rank === null || rank < 100) return rank ?? 0
  const [digits, exponent] = rank.toExponential(1).split('e') as [string, string]
  return 100 + 90 * (Number(exponent) - 2) + Math.round(10 * Number(digits)) - 10
}
