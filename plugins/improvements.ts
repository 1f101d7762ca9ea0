import type { UpdateOptions } from '../src/gate/update.ts'

/** What could become the new standard, in a sentence: cases that are better than the baseline by more than their tolerance. */
export function improvementNotes({ cases, update }: Pick<UpdateOptions, 'cases' | 'update'>): string[] {
  const improved = cases.flatMap(({ runs }) => runs.filter(({ comparison }) => comparison?.verdict === 'improved'))
  if (improved.length === 0 || update === 'all') return []
  const [first] = improved
  const which = improved.length === 1 ? `${first?.record.key} is` : `${improved.length} cases are`
  return [
    `${which} better than the baseline by more than the tolerance. \`npx vitest bench -u\` makes that the new standard.`,
  ]
}
