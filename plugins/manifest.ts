import type { Problem } from '../src/gate/gate.ts'
import { type CaseResult, caseKey } from '../src/gate/result.ts'
import type { OpenRunResult, RetrievalMeta } from './meta.ts'

/** What the tests of all shards left, and the files that they came from. */
export interface MergedShards {
  readonly metas: readonly RetrievalMeta[]
  readonly cases: readonly CaseResult[]
}

/**
 * What keeps merged shards from being one run of one suite: a file that none of them ran, lists of files that differ, data or
 * versions that differ, a case that two of them ran to different results. Paths of machines decide nothing.
 */
export function manifestProblems(merged: MergedShards): Problem[] {
  return [...fileProblems(merged), ...contentProblems(merged.metas), ...caseProblems(merged.cases)]
}

/** A case that two shards ran to one result, as when a shard was run twice, counts once. */
export function withoutRepeats(cases: readonly CaseResult[]): CaseResult[] {
  const seen = new Map<string, string>()
  return cases.filter((each) => {
    const [key, result] = [caseKey(each), resultOf(each)]
    const first = seen.get(key)
    if (first === undefined) seen.set(key, result)
    return first !== result
  })
}

/** What must be equal where one case came twice: not its times. */
function resultOf({ state, runs }: CaseResult): string {
  const results = runs.map(({ record }) => [record.key, record.configurationHash, record.dataset.hash, record.digest])
  return JSON.stringify([state, results])
}

function caseProblems(cases: readonly CaseResult[]): Problem[] {
  const byKey = Map.groupBy(withoutRepeats(cases), caseKey)
  return [...byKey].flatMap(([key, results]) => {
    if (results.length < 2) return []
    return [{ key, message: 'The case came from two shards with different results.', remedy: collect }]
  })
}

const collect = 'Collect the blobs of one run of each shard, made of one commit and one set of data.'

function fileProblems({ metas, cases }: MergedShards): Problem[] {
  const lists = metas.flatMap(({ scope }) => (scope.files ? [new Set(scope.files)] : []))
  if (lists.length === 0) return []
  const came = new Set(cases.map(({ file }) => file))
  const all = [...new Set(lists.flatMap((list) => [...list]))].sort()
  const disputed = all.filter((file) => !lists.every((list) => list.has(file)))
  const missing = all.filter((file) => !came.has(file) && !disputed.includes(file))
  return [
    ...disputed.map((file) => `The shards were split from different files: not all of them have ${file}.`),
    ...missing.map((file) => `No shard ran ${file}.`),
  ].map((message) => ({ key: null, message, remedy: collect }))
}

/** Facts that every shard must share, each with what told it. */
function contentProblems(metas: readonly RetrievalMeta[]): Problem[] {
  const values = new Map<string, Map<string, Set<string>>>()
  const tell = (what: string, value: string, by: string): void => {
    const told = values.get(what) ?? new Map<string, Set<string>>()
    values.set(what, told)
    told.set(value, (told.get(value) ?? new Set()).add(by))
  }
  for (const { runs, scope } of metas) {
    const by = scope.shard ? `${scope.shard.index}/${scope.shard.count}` : 'another run'
    for (const run of runs) {
      for (const [what, value] of factsOf(run)) tell(what, value, by)
    }
  }
  return [...values].flatMap(([what, told]) => {
    if (told.size < 2) return []
    const shown = [...told].map(([value, shards]) => `${value} in ${[...shards].sort().join(', ')}`)
    return [
      { key: null, message: `The shards used different versions of ${what}: ${shown.join('; ')}.`, remedy: collect },
    ]
  })
}

type Fact = readonly [what: string, value: string]

/** Parts of one data set have its name and revision: which part it is, languages and counts tell. */
function factsOf({ record: { dataset, training, environment }, trainingLanguages = [] }: OpenRunResult): Fact[] {
  const { languages, queries, documents } = dataset
  const part = `${languages.join(' ')}; ${queries} queries, ${documents} documents`
  const facts: Fact[] = [
    ['vitest-retrieval', environment.package],
    [`the data set ${dataset.name} ${dataset.revision} (${part})`, dataset.hash.slice(0, 12)],
  ]
  if (!training) return facts
  const { name, revision, hash, concepts } = training.pairs
  const pairs = `the training pairs ${name} ${revision} (${trainingLanguages.join(' ')}; ${concepts} concepts)`
  return [...facts, [pairs, hash.slice(0, 12)]]
}
