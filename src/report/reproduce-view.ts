import type { RunRecord } from '../experiment/record.ts'
import { bibtex } from './bibtex.ts'
import type { Fact } from './case-view.ts'
import type { DatasetGroup } from './dataset-group.ts'
import { counted, plainText } from './plain-text.ts'
import type { Report } from './report.ts'

/** What it takes to get these numbers again, and to cite them. */
export interface ReproduceView {
  /** To be typed, a line each. */
  readonly commands: string
  /** Why the commands may not be enough; null where they are. */
  readonly caveat: string | null
  readonly provenance: readonly Fact[]
  /** Null where there is nothing to cite. */
  readonly bibtex: string | null
}

export function reproduceView({ environment }: Report, groups: readonly DatasetGroup[]): ReproduceView {
  const runs = groups.flatMap(({ rows }) => rows.map(({ run }) => run))
  const { commit, dirty } = environment
  const lines = [...(commit === null ? [] : [`git checkout ${commit}`, 'npm ci']), environment.command]
  return {
    commands: lines.map(plainText).join('\n'),
    caveat: caveatOf(commit, dirty),
    provenance: [...environmentFacts(environment), ...runFacts(runs)].map(([term, text]) => ({
      term,
      text: plainText(text),
    })),
    bibtex: bibtex(groups) || null,
  }
}

function caveatOf(commit: string | null, dirty: boolean): string | null {
  if (commit === null) return 'There was no git checkout: which state of the project this was is not known.'
  return dirty ? 'There were changes that no commit holds: this commit alone may give other numbers.' : null
}

function environmentFacts(environment: Report['environment']): [string, string][] {
  const commit = environment.commit ?? 'none: not a git checkout'
  return [
    ['commit', `${commit}${environment.dirty ? ', with uncommitted changes' : ''}`],
    ['date', environment.date.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d).*Z$/, '$1 $2 UTC')],
    ['vitest-retrieval', environment.package],
    ['Vitest', environment.vitest],
    ['Node', environment.node],
    ['platform', environment.platform],
  ]
}

/** What all runs together were computed with. */
function runFacts(runs: readonly RunRecord[]): [string, string][] {
  if (runs.length === 0) return []
  const seeds = [...new Set(runs.flatMap((run) => run.seeds))].sort((a, b) => a - b)
  const kernels = distinct(runs.flatMap(({ environment, training }) => [environment.kernel, training?.kernel]))
  const machines = distinct(runs.map(({ environment }) => environment.platform))
  const trained = runs.flatMap(({ training }) => (training === null ? [] : [training]))
  const sizes = distinct(
    trained.map(({ steps, batchSize }) => `${counted(steps, 'step')} of ${counted(batchSize, 'pair')}`),
  )
  return [
    ['machine', machines],
    ['computed by', kernels],
    ['seeds', seeds.join(', ') || 'none'],
    ...(trained.length > 0 ? [['training', sizes] as [string, string]] : []),
    ['configuration', 'under Cases, each with its sha-256'],
  ]
}

function distinct(texts: readonly (string | undefined)[]): string {
  return [...new Set(texts.filter((text) => text !== undefined))].join('; ')
}
