import type { Loss, MeasureComparison } from '../gate/comparison.ts'
import type { ReportCase } from './report.ts'

/** A measure that got worse than the baseline allows. */
export type Regressed = MeasureComparison & { readonly expected: number; readonly actual: number }

/** What regressed of a case; what its record tells the languages of comes first, then AP, then what lost the larger share. */
export function regressedOf({ comparison }: Pick<ReportCase, 'comparison'>): Regressed[] {
  const regressed = (comparison?.measures ?? []).filter(isRegressed)
  return regressed.sort((a, b) => rankOf(a) - rankOf(b) || shareLost(b) - shareLost(a))
}

/** By how much something got better, whichever way it counts; negative where it lost. */
export function gainOf(
  { expected, actual }: { readonly expected: number; readonly actual: number },
  direction: MeasureComparison['direction'],
): number {
  return direction === 'higher' ? actual - expected : expected - actual
}

/** The language that a loss falls on: the one that explains it, else the one whose queries lost most; null where none is known or it lost nothing. */
export function hardestHit(loss: Loss | undefined, direction: MeasureComparison['direction']): string | null {
  if (loss?.culprit) return loss.culprit.language
  const first = loss?.languages[0]
  return first !== undefined && gainOf(first, direction) < 0 ? first.language : null
}

function isRegressed(one: MeasureComparison): one is Regressed {
  return one.verdict === 'regressed' && Number.isFinite(one.expected) && Number.isFinite(one.actual)
}

function rankOf({ measure, loss }: MeasureComparison): number {
  return (loss && !loss.of ? 0 : 2) + (measure === 'AP' ? 0 : 1)
}

function shareLost(one: Regressed): number {
  return -gainOf(one, one.direction) / Math.max(Math.abs(one.expected), Number.MIN_VALUE)
}
