import type { Dataset } from '../datasets/dataset.ts'
import { canonicalJson, sha256 } from '../hash.ts'
import type { Qrels, Ranking } from '../retrieval.ts'

/** Stands for the language of everything where none is known: ISO 639's code for "undetermined". */
const undetermined = 'und'

/**
 * The data set that judgements and rankings let one see: ids without texts, in one language that is not known. Its hash is
 * that of the judgements: two runs are comparable where they are held against the same.
 */
export function judgedDataset(name: string, qrels: Qrels, rankings: readonly Ranking[]): Dataset {
  const text = { language: undetermined, text: '' }
  const judged = [...qrels.values()].flatMap((grades) => [...grades.keys()])
  const documents = new Set([...judged, ...rankings.flatMap((ranking) => ranking.documents)])
  return {
    name,
    revision: 'judgements',
    hash: sha256(canonicalJson([...qrels].map(([query, grades]) => [query, [...grades]]))),
    languages: [undetermined],
    queries: Array.from(qrels.keys(), (id) => ({ id, concept: id, ...text })),
    documents: Array.from(documents, (id) => ({ id, ...text })),
    qrels,
  }
}
