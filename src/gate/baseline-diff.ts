import type { Baseline } from './baseline.ts'
import { formatValue } from './format-value.ts'
import { type BaselineUpdate, flatScores } from './update.ts'

/** So many lines are read; a longer list is scrolled past. */
const most = 20

/**
 * What an update changes, as lines: keys removed and added, and of those that changed each value before and after.
 * The last line counts those left out.
 */
export function baselineDiff(before: Baseline | null, update: BaselineUpdate): string[] {
  const { baseline, added, changed, removed } = update
  const lines = [
    ...removed.map((key) => `removed: ${key}`),
    ...added.map((key) => `added: ${key}`),
    ...changed.flatMap((key) => [`changed: ${key}`, ...changedValues(key, before, baseline)]),
  ]
  if (lines.length <= most) return lines
  return [...lines.slice(0, most - 1), `and ${lines.length - most + 1} more`]
}

function changedValues(key: string, before: Baseline | null, after: Baseline): string[] {
  const [old, now] = [before, after].map((each) => flatScores(each?.cases[key]?.scores ?? {})) as [
    Map<string, number>,
    Map<string, number>,
  ]
  const names = [...new Set([...old.keys(), ...now.keys()])]
  const values = names.flatMap((name) => {
    const [was, is] = [shown(old.get(name)), shown(now.get(name))]
    return was === is ? [] : [`  ${name} ${was} → ${is}`]
  })
  return values.length > 0 ? values : ['  no shown value; what it was made of, or the values of queries']
}

function shown(value: number | undefined): string {
  return value === undefined ? 'none' : formatValue(value)
}
