import { excerpt } from '../integrity/finding.ts'
import type { Overlap, OverlapCount, OverlapExample } from '../leakage/overlap.ts'
import type { OverlapTotals } from '../leakage/overlap-totals.ts'
import { counted } from '../report/plain-text.ts'
import type { Language, Role } from '../retrieval.ts'
import type { Screen } from './output.ts'
import { textTable } from './text-table.ts'

export interface FoundOverlap {
  readonly found: Overlap
  readonly totals: OverlapTotals
  /** How many pairs there are. */
  readonly pairs: number
}

const columns = ['language', 'queries', 'exact', 'near', 'documents', 'exact', 'near']

/** What training has seen of each language, of which the first examples, and what may be said of it. */
export function overlapTable({ found, totals, pairs }: FoundOverlap, screen: Screen): string {
  const { training, evaluation, threshold, counts } = found
  const languages = [...new Set(counts.map(({ language }) => language))]
  const rows = languages.map((language) => [language, ...sides(counts, language)])
  const total = ['total', ...sides(counts)]
  const sources = `${counted(pairs, 'pair')} of ${named(training)}, held against ${named(evaluation)}; near: similarity of ${threshold} or more.`
  return [
    textTable({ columns, rows: [...rows, total] }, screen),
    '\n',
    ...[sources, ...sentences(found, totals)].map((line) => `${line}\n`),
    ...examplesOf(counts),
  ].join('')
}

/** Figures of one language's queries and documents, or of all together. */
function sides(counts: readonly OverlapCount[], only?: Language): string[] {
  return (['query', 'document'] as const).flatMap((side) => {
    const own = counts.filter(({ role, language }) => role === side && (only === undefined || language === only))
    return (['texts', 'exact', 'near'] as const).map((what) => figure(own.reduce((sum, count) => sum + count[what], 0)))
  })
}

function sentences({ languages, concepts }: Overlap, { zeroShot, sameData }: OverlapTotals): string[] {
  const { seen, unseen } = languages
  const shared = `${figure(concepts.shared)} of ${figure(concepts.evaluated)} concept ids stand in the pairs too`
  return [
    `Languages that the pairs have: ${seen.join(' ') || 'none'}; that they lack: ${unseen.join(' ') || 'none'}.`,
    ...(concepts.shared > 0 ? [`${shared}, as ${concepts.examples.join(', ')}.`] : []),
    ...(sameData ? ['The pairs are a part of the same data set.'] : []),
    ...(zeroShot ? ['Zero-shot as far as these pairs go.'] : []),
  ]
}

function examplesOf(counts: readonly OverlapCount[]): string[] {
  const shown = counts.filter(({ examples }) => examples.length > 0)
  if (shown.length === 0) return []
  const lines = shown.flatMap(({ role, examples, exact, near }) => [
    ...examples.map((example) => `  ${exampleLine(role, example)}`),
    ...(exact + near > examples.length ? [`  … ${figure(exact + near - examples.length)} more`] : []),
  ])
  return ['\n', ...lines.map((line) => `${line}\n`)]
}

function exampleLine(role: Role, { id, text, kind, similarity, training }: OverlapExample): string {
  const known = `${training.role} of ${training.concept} (${training.language})`
  if (kind === 'exact') return `${role} ${id} ${excerpt(text)} = ${known}`
  return `${role} ${id} ${excerpt(text)} ≈ ${similarity.toFixed(2).replace(/^0/, '')} ${known} ${excerpt(training.text)}`
}

function named({ name, revision }: Overlap['training']): string {
  return `${name} (${revision})`
}

function figure(count: number): string {
  return count.toLocaleString('en-US')
}
