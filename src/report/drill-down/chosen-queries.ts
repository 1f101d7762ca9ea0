import type { Query } from '../../retrieval.ts'
import type { ValueColumn } from './case-block.ts'

/**
 * The queries that matter most where there is no room for all: of every language equally many, by turns those that fell
 * furthest (below the baseline, else below the best case) and those of the greatest rank distance.
 *
 * @param cases columns of each case
 * @param count how many there is room for
 * @returns places in `queries`, ascending
 */
export function chosenQueries(
  queries: readonly Query[],
  cases: readonly (readonly ValueColumn[])[],
  count: number,
): number[] {
  if (count >= queries.length) return [...queries.keys()]
  const orders = [losses(queries.length, cases), distances(queries.length, cases)]
  const groups = Map.groupBy(queries.keys(), (query) => queries[query]!.language)
  const turns = [...groups.values()].map((group) =>
    byTurns(orders.map((worth) => group.toSorted((a, b) => worth[b]! - worth[a]! || a - b))),
  )
  return byTurns(turns)
    .slice(0, count)
    .sort((a, b) => a - b)
}

/** First the first of each list, then the second of each; nothing twice. */
function byTurns(lists: readonly (readonly number[])[]): number[] {
  const longest = lists.reduce((most, { length }) => Math.max(most, length), 0)
  const taken = new Set<number>()
  for (let i = 0; i < longest; i++) for (const list of lists) if (i < list.length) taken.add(list[i]!)
  return [...taken]
}

/** The greatest loss of each query in any measure that ends at 1. */
function losses(count: number, cases: readonly (readonly ValueColumn[])[]): Float64Array {
  const worst = new Float64Array(count)
  const columns = cases.flatMap((own) => own.filter(({ measure }) => measure !== 'RankDistance'))
  for (const { measure, setting, values, baseline } of columns) {
    const others = baseline
      ? [baseline]
      : columns.filter((one) => one.measure === measure && one.setting === setting).map((one) => one.values)
    for (const other of others) {
      for (let query = 0; query < count; query++) {
        const loss = other[query]! - values[query]!
        if (loss > worst[query]!) worst[query] = loss
      }
    }
  }
  return worst
}

function distances(count: number, cases: readonly (readonly ValueColumn[])[]): Float64Array {
  const worst = new Float64Array(count)
  for (const { values } of cases.flatMap((own) => own.filter(({ measure }) => measure === 'RankDistance'))) {
    for (let query = 0; query < count; query++) if (values[query]! > worst[query]!) worst[query] = values[query]!
  }
  return worst
}
