import { type Finding, finding, type Inspected, quoted } from './finding.ts'

/** Queries without a relevant document: no measure says anything of them, or each counts as nothing found. */
export function unanswered(dataset: Omit<Inspected, 'documents'>): Finding[] {
  return dataset.languages.flatMap((language) => {
    const own = dataset.queries.filter((query) => query.language === language)
    const lost = own.filter(({ id }) => ![...(dataset.qrels.get(id)?.values() ?? [])].some((grade) => grade >= 1))
    if (lost.length === 0) return []
    const about = {
      check: 'relevance',
      language,
      what: 'queries without a relevant document',
      among: own.length,
    } as const
    return [finding(about, lost, quoted)]
  })
}
