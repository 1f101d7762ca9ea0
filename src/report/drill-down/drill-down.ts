import { mean } from '../../mean.ts'
import { counted, plainText } from '../plain-text.ts'
import type { Report } from '../report.ts'
import { caseBlock, type QueriesOfRun, type ValueColumn, valueColumns } from './case-block.ts'
import { chosenQueries } from './chosen-queries.ts'
import { pack } from './pack.ts'
import { textBlock } from './text-block.ts'

/** Key of a run → what its queries got. */
export type QueriesByKey = ReadonlyMap<string, QueriesOfRun>

/** The report's section on single queries: what stands in the page, and the data behind it. */
export interface DrillDownView {
  /** What is there, for those who read without script too. */
  readonly facts: readonly string[]
  /** Base64, each decoded by the page when it is first looked at. The first, `queries-index`, names the others. */
  readonly blocks: readonly { readonly id: string; readonly data: string }[]
}

interface ShownCase extends QueriesOfRun {
  readonly label: string
  readonly anchor: string
  readonly control: boolean
  readonly failing: boolean
  readonly columns: readonly ValueColumn[]
}

/** Bytes that the data may take in the page, so that the whole stays below ten million. */
const room = 8_000_000

/**
 * Packs what queries got for the page.
 *
 * @param limit bytes that it may take; queries that matter least are left out until it does
 * @returns null where no case has results of queries
 */
export function drillDownView(report: Report, queries: QueriesByKey, limit: number = room): DrillDownView | null {
  const groups = [...Map.groupBy(shownCases(report, queries), ({ results }) => results.dataset.hash).values()]
  if (groups.length === 0) return null
  let share = 1
  let packed = groups.map((group, i) => packedGroup(group, i, share))
  for (let size = sizeOf(packed); size > limit && share > 0.001; size = sizeOf(packed)) {
    share *= (0.97 * limit) / size
    packed = groups.map((group, i) => packedGroup(group, i, share))
  }
  const index = pack({ datasets: packed.map(({ index }) => index) }, {})
  return {
    facts: [...packed.map(({ fact }) => fact), ...without(report, queries)],
    blocks: [{ id: 'queries-index', data: index }, ...packed.flatMap(({ blocks }) => blocks)],
  }
}

/** Runs whose results of queries are not at hand. */
function without({ cases }: Report, queries: QueriesByKey): string[] {
  const labels = cases.flatMap(({ run }) => (run && !queries.has(run.key) ? [plainText(run.label)] : []))
  if (labels.length === 0) return []
  return [`Results of single queries are not at hand for ${labels.join(', ')}.`]
}

function shownCases(report: Report, queries: QueriesByKey): ShownCase[] {
  return report.cases.flatMap(({ run, test, verdict }, i) => {
    const found = run && queries.get(run.key)
    if (!found || found.results.queries.length === 0) return []
    const twins = report.cases.filter((other) => other.run?.label === run.label)
    const label = twins.length > 1 ? `${run.label} (${test})` : run.label
    return {
      ...found,
      label: plainText(label),
      anchor: `case-${i + 1}`,
      control: run.control,
      failing: verdict === 'regressed' || verdict === 'failed',
      columns: valueColumns(found),
    }
  })
}

interface PackedGroup {
  readonly fact: string
  readonly index: Index
  readonly blocks: DrillDownView['blocks']
}

/** What the page knows of a data set before it decodes anything else. */
type Index = {
  readonly name: string
  readonly block: string
  readonly total: number
  readonly shown: number
  readonly cases: readonly {
    readonly label: string
    readonly anchor: string
    readonly block: string
    readonly control: boolean
    readonly failing: boolean
    /** Mean of the leading measure over its queries, to choose what is shown first. */
    readonly worth: number
  }[]
}

function packedGroup(group: readonly ShownCase[], number: number, share: number): PackedGroup {
  const { queries, dataset } = group[0]!.results
  const columns = group.map((one) => one.columns)
  const chosen = chosenQueries(queries, columns, Math.max(1, Math.floor(share * queries.length)))
  const texts = textBlock(
    group.map(({ results }) => results),
    chosen,
  )
  const block = `queries-texts-${number + 1}`
  const cases = group.map(({ label, anchor, control, failing, columns }, i) => {
    return { label, anchor, control, failing, worth: worthOf(columns), block: `queries-values-${number + 1}-${i + 1}` }
  })
  const name = plainText(dataset.name)
  return {
    fact: factOf({ name, cases: group.length, total: queries.length, shown: chosen.length }),
    index: { name, block, total: queries.length, shown: chosen.length, cases },
    blocks: [
      { id: block, data: texts.block },
      ...group.map(({ results, columns }, i) => ({
        id: cases[i]!.block,
        data: caseBlock({ results, columns, texts, chosen }),
      })),
    ],
  }
}

/** Of the leading measure, in the pool of all languages where it was measured there. */
function worthOf(columns: readonly ValueColumn[]): number {
  const leading = columns.find(({ setting }) => setting === 'multilingual') ?? columns[0]
  const values = (leading?.values ?? new Float64Array()).filter((value) => !Number.isNaN(value))
  return values.length === 0 || leading?.measure === 'RankDistance' ? 0 : mean(values)
}

function factOf({
  name,
  cases,
  total,
  shown,
}: Readonly<Record<'cases' | 'total' | 'shown', number>> & { readonly name: string }): string {
  const what = `${name}: ${counted(total, 'query', 'queries')} in ${counted(cases, 'case')}`
  if (shown === total) return `${what}.`
  return `${what}. ${shown.toLocaleString('en-US')} are shown, those that matter most: of every language equally many, by turns those that fell furthest and those of the greatest rank distance.`
}

function sizeOf(packed: readonly PackedGroup[]): number {
  return packed.reduce((sum, { blocks }) => sum + blocks.reduce((own, { data }) => own + data.length, 0), 0)
}
