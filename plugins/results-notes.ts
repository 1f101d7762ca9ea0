import type { RetrievalMeta } from './meta.ts'

/** What a folder of results did for a suite, in sentences. @param place the folder as it is printed; null where this run has none */
export function resultsNotes(metas: readonly RetrievalMeta[], place: string | null): string[] {
  const runs = metas.flatMap((meta) => meta.runs)
  const states = runs.flatMap(({ kept }) => kept ?? [])
  const restored = states.filter((state) => state.restored).length
  const of = `${restored} of ${runs.length} ${runs.length === 1 ? 'case' : 'cases'}`
  const unkept = Map.groupBy(
    states.flatMap((state) => state.unkept ?? []),
    (reason) => reason,
  )
  return [
    ...(states.length > 0 ? [`${of} restored${place ? ` from ${place}` : ''}.`] : []),
    ...[...unkept].map(([reason, { length }]) => `${length} ${length === 1 ? 'is' : 'are'} never kept: ${reason}.`),
    ...new Set(metas.flatMap(({ notes }) => notes)),
  ]
}
