import { dot, row, type UnitRows } from '../matrix.ts'
import { mean } from '../mean.ts'
import { breather, type Observer } from '../progress.ts'
import type { Answers } from './answers.ts'
import type { DocumentVectors } from './document-vectors.ts'
import type { EvaluatedDataset } from './evaluation.ts'
import { spearman } from './spearman.ts'

export interface AgreementOptions extends Observer {
  readonly dataset: EvaluatedDataset
  readonly queries: UnitRows
  readonly documents: DocumentVectors
  readonly answers: readonly Answers[]
  /** Rows of each query's first results in the pool of all languages, at least as deep as the deepest comparison. */
  readonly top: readonly Int32Array[]
}

/**
 * How alike each query and its translations rank: for each depth k the mean over its translations (queries of the same
 * concept in other languages) of Spearman's correlation of the two queries' cosines with the documents that either has
 * among its first k results and neither ignores. Undefined for a query without translations.
 */
export async function agreements(
  { dataset, queries, documents, answers, top, signal }: AgreementOptions,
  depths: readonly number[],
): Promise<(ReadonlyMap<number, number> | undefined)[]> {
  const found: (ReadonlyMap<number, number> | undefined)[] = dataset.queries.map(() => undefined)
  const ignored = answers.map((own) => new Set(own.ignored.map(({ document }) => document)))
  const breathe = breather(signal)
  for (const group of Map.groupBy(dataset.queries.keys(), (query) => dataset.queries[query]!.concept).values()) {
    const cosine = await cosinesOf({ queries, documents, top }, { group, depth: Math.max(...depths) })
    const alike = (a: number, b: number, k: number): number => {
      const found = new Set([...top[a]!.subarray(0, k), ...top[b]!.subarray(0, k)])
      const either = [...found.difference(ignored[a]!).difference(ignored[b]!)]
      const scores = (query: number): number[] => either.map((document) => cosine(query, document))
      return spearman(scores(a), scores(b))
    }
    for (const query of group) {
      const { language } = dataset.queries[query]!
      const others = group.filter((other) => dataset.queries[other]!.language !== language)
      if (others.length === 0) continue
      found[query] = new Map(depths.map((k) => [k, mean(others.map((other) => alike(query, other, k)))]))
      await breathe()
    }
  }
  return found
}

/** Cosines with what translations found first, each computed once: they share most of their results. */
async function cosinesOf(
  { queries, documents, top }: Pick<AgreementOptions, 'queries' | 'documents' | 'top'>,
  { group, depth }: { readonly group: readonly number[]; readonly depth: number },
): Promise<(query: number, document: number) => number> {
  const found = Int32Array.from(new Set(group.flatMap((query) => [...top[query]!.subarray(0, depth)])))
  const vectors = await documents.pick(found)
  const slots = new Map(Array.from(found, (document, slot) => [document, slot]))
  const known = new Map<number, number>()
  return (query, document) => {
    const slot = slots.get(document)!
    const key = query * found.length + slot
    const cosine = known.get(key) ?? dot(row(queries, query), row(vectors, slot))
    known.set(key, cosine)
    return cosine
  }
}
