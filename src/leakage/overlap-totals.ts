import { datasetCard } from '../datasets/cards/cards.ts'
import type { Role } from '../retrieval.ts'
import type { Overlap, OverlapExample, SharedConcepts, Source } from './overlap.ts'

/** An overlap summed over languages, with what may be said of it. Plain JSON. */
export interface OverlapTotals {
  /**
   * Whether a result may be called zero-shot as far as the training pairs go: no query of the evaluation was seen in
   * training, no concept id of its queries stands there, and the pairs are no other part of the same data set, whose texts
   * are of one kind. Documents that were seen do not decide, since a sentence of an encyclopedia gives no answer away; they
   * are counted.
   */
  readonly zeroShot: boolean
  /** Whether the pairs are another part of the data set that is evaluated. */
  readonly sameData: boolean
  /** Least Jaccard similarity of near-duplicates; null where only exact ones were looked for. */
  readonly threshold: number | null
  readonly queries: SeenTotals
  /** Null where they are streamed, and were not looked for. */
  readonly documents: SeenTotals | null
  readonly concepts: SharedConcepts
}

/** How many texts of one side training has seen, all languages together. */
export interface SeenTotals {
  readonly texts: number
  readonly exact: number
  readonly near: number
  /** The first few, exact ones before near ones. */
  readonly examples: readonly OverlapExample[]
}

const examplesKept = 3

/** Sums an overlap up, and says whether it lets a result be called zero-shot. */
export function overlapTotals(overlap: Overlap): OverlapTotals {
  const { training, evaluation, concepts } = overlap
  const queries = totalsOf(overlap, 'query')
  const sameData = isSameData(training, evaluation)
  return {
    zeroShot: !sameData && queries.exact + queries.near + concepts.shared === 0,
    sameData,
    threshold: overlap.recallAtThreshold > 0 ? overlap.threshold : null,
    queries,
    documents: totalsOf(overlap, 'document'),
    concepts,
  }
}

function totalsOf({ counts }: Overlap, role: Role): SeenTotals {
  const own = counts.filter((count) => count.role === role)
  const sum = (what: 'texts' | 'exact' | 'near'): number => own.reduce((total, count) => total + count[what], 0)
  const examples = own.flatMap((count) => count.examples)
  const [exact, near] = (['exact', 'near'] as const).map((kind) => examples.filter((one) => one.kind === kind))
  return {
    texts: sum('texts'),
    exact: sum('exact'),
    near: sum('near'),
    examples: [...exact!, ...near!].slice(0, examplesKept),
  }
}

/** Parts of a known data set have one card; of others, only equal names tell. */
function isSameData({ name }: Source, evaluation: Source): boolean {
  return name === evaluation.name || (datasetCard(name) ?? name) === datasetCard(evaluation.name)
}
