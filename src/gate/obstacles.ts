import type { RunRecord } from '../experiment/record.ts'
import type { BaselineEntry, DataIdentity } from './baseline.ts'
import { changedSearch } from './changed-search.ts'
import { differences } from './differences.ts'
import { measuresVersion } from './measures-version.ts'

/** Why a run may not simply be compared with its entry: one sentence for each thing that differs. */
export interface Obstacles {
  /** What is asked, and how it is measured: values of one say nothing of values of the other. */
  readonly data: readonly string[]
  /** Training pairs, configuration, seeds: what is worse is worse, and they may be the reason. */
  readonly others: readonly string[]
}

export function obstacles(run: RunRecord, entry: BaselineEntry): Obstacles {
  return {
    data: [
      ...changedData('data set', entry.dataset, run.dataset),
      ...changedMeasures(entry),
      ...changedSearch(entry.configuration, run.configuration),
    ],
    others: [
      ...changedData('training pairs', entry.training, run.training?.pairs ?? null),
      ...changedConfiguration(run, entry),
    ],
  }
}

function changedData(what: string, before: DataIdentity | null, now: DataIdentity | null): string[] {
  if (before?.hash === now?.hash) return []
  const name = (identity: DataIdentity | null): string =>
    identity ? `${identity.name} ${identity.revision} (${identity.hash.slice(0, 8)})` : 'none'
  return [`The ${what} changed: the baseline has ${name(before)}, this run ${name(now)}.`]
}

function changedMeasures({ measures }: BaselineEntry): string[] {
  if (measures === measuresVersion) return []
  return [`The definitions of measures changed: the baseline has version ${measures}, this run ${measuresVersion}.`]
}

function changedConfiguration(run: RunRecord, entry: BaselineEntry): string[] {
  if (entry.configurationHash !== run.configurationHash) {
    const changed = differences(entry.configuration, run.configuration).slice(0, 5)
    return [`The configuration changed: ${changed.join('; ') || 'hashes differ'}.`]
  }
  if (entry.seeds.join() === run.seeds.join()) return []
  return [`The seeds changed: the baseline has [${entry.seeds.join(', ')}], this run [${run.seeds.join(', ')}].`]
}
