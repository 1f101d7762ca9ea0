// How often the gate alarms where nothing changed but the luck of the seeds, and how often it sees that a third of one
// language's training data is wrong. The default suite's hybrid case is trained with many sets of three seeds; one set is
// taken for the baseline, another for a run of the same case. Prints what docs/gate.md holds:
// `node benchmarks/gate-false-alarms.ts [sets] [sets with wrong data]`, about five seconds a set on two cores.
import { incbet } from 'cephes'
import { type BaselineEntry, baselineEntry } from '../src/gate/baseline.ts'
import { compare } from '../src/gate/compare.ts'
import type { Comparison } from '../src/gate/comparison.ts'
import { queryScores, queryValues } from '../src/gate/query-scores.ts'
import { type Rules, rulesOf, type Tolerances } from '../src/gate/tolerance.ts'
import {
  adam,
  cldrEmoji,
  type Experiment,
  hybrid,
  inBatchNegatives,
  runExperiment,
  staticEncoder,
  type TrainingPairs,
  trainingPairs,
} from '../src/index.ts'
import { drawInteger, seeded } from '../src/random.ts'

const sets = Number(process.argv[2] ?? 20)
const spoilt = Number(process.argv[3] ?? Math.min(sets, 20))
/** So many sets are compared each with each; the others in disjoint pairs alone. */
const crossed = 20
const { training, evaluation: dataset } = await cldrEmoji()
const alpha = 0.05
const off = '100%'
const none = { languages: off, RankDistance: off } as const

const gates: readonly { readonly name: string; readonly tolerance: Tolerances | undefined }[] = [
  { name: 'the defaults', tolerance: undefined },
  {
    name: 'AP and rank distance, nothing lost, α = .05',
    tolerance: table({ languages: off, AP: { worse: 0, alpha }, RankDistance: { worse: 0, alpha } }),
  },
  {
    name: 'every language, nothing lost, α = .05',
    tolerance: table({ ...none, AP: off, languages: { worse: '0%', alpha } }),
  },
  {
    name: 'both',
    tolerance: table({ AP: { worse: 0, alpha }, RankDistance: { worse: 0, alpha }, languages: { worse: '0%', alpha } }),
  },
  { name: 'all measures, nothing lost, α = .05', tolerance: { ...names({ worse: 0, alpha }), languages: off } },
  {
    name: 'without a test: .005 of AP, 2 % of rank distance',
    tolerance: table({ languages: off, AP: 0.005, RankDistance: '2%' }),
  },
]

const clean: Experiment[] = []
for (let set = 0; set < sets; set++) clean.push(await trained(training, set))
const broken = misaligned(training, 'th', 0.3)
const faulty: Experiment[] = []
for (let set = 0; set < spoilt; set++) faulty.push(await trained(broken, set))

const disjoint = Array.from({ length: Math.floor(sets / 2) }, (_, i) => [2 * i, 2 * i + 1] as const)
const among = [...clean.keys()].slice(0, crossed)
const each = among.flatMap((i) => among.filter((j) => j !== i).map((j) => [i, j] as const))

console.log(
  `| gate | disjoint pairs that alarm | at most, 95 % sure | each of ${among.length} with each |\n| --- | --: | --: | --: |`,
)
for (const { name, tolerance } of gates) {
  const alarms = (pairs: readonly (readonly [number, number])[]): number =>
    pairs.filter(([i, j]) => judged(clean[i]!, clean[j]!, tolerance).verdict === 'regressed').length
  const [apart, all] = [alarms(disjoint), alarms(each)]
  const bound = percent(upperBound(apart, disjoint.length))
  console.log(
    `| ${name} | ${apart} of ${disjoint.length} | ${bound} | ${all} of ${each.length} (${percent(all / each.length)}) |`,
  )
}

if (spoilt > 0) {
  const seen = faulty.map((run, i) => judged(clean[i]!, run, undefined))
  const failed = seen.filter(({ verdict }) => verdict === 'regressed')
  const first = failed.filter(({ reasons }) => reasons[0]?.startsWith('Thai'))
  console.log(
    `\n30 % of the Thai training positives shuffled: ${failed.length} of ${seen.length} fail, ${first.length} name Thai first.`,
  )
  console.log(failed[0]?.reasons.slice(0, 3).join('\n'))
}

async function trained(pairs: TrainingPairs, set: number): Promise<Experiment> {
  const { record, evaluations } = await runExperiment({
    encoder: staticEncoder({ dimensions: 64 }),
    training: {
      pairs,
      sampler: hybrid(),
      loss: inBatchNegatives({ temperature: 0.15 }),
      optimizer: adam({ learningRate: 0.02 }),
      steps: 1000,
      batchSize: 128,
    },
    dataset,
    seeds: [1, 2, 3].map((seed) => 3 * set + seed),
  })
  return { record, evaluations, encoders: [] }
}

/** The second experiment as a run of the case that the first is the baseline of. */
function judged(baseline: Experiment, run: Experiment, tolerance: Tolerances | undefined): Comparison {
  const measures = run.evaluations[0]!.scores.map(({ measure }) => measure)
  const rules: Rules = rulesOf(measures, tolerance)
  const before = queryScores(baseline.evaluations, rules.keeps)
  const record = { ...run.record, key: 'hybrid' }
  const { seeds, configuration, configurationHash } = record
  const entry: BaselineEntry = {
    ...baselineEntry({ ...baseline.record, key: 'hybrid' }),
    // Only the luck differs: as if another machine had drawn it.
    ...{ seeds, configuration, configurationHash },
  }
  const now = queryValues(run.evaluations, rules.keeps, before)
  return compare(record, entry, rules, { before: { scores: before, fault: null }, now, queries: dataset.queries })
}

/** Anchors of a share of the concepts, in one language, with the positives of others among them. */
function misaligned(source: TrainingPairs, language: string, share: number): TrainingPairs {
  const random = seeded(7)
  const places = [...source.pairs.keys()]
  for (let i = places.length - 1; i > 0; i--) {
    const j = drawInteger(random, i + 1)
    ;[places[i], places[j]] = [places[j]!, places[i]!]
  }
  const moved = places.slice(0, Math.round(share * places.length))
  const pairs = [...source.pairs]
  moved.forEach((place, i) => {
    const { translations, ...pair } = source.pairs[place]!
    const other = source.pairs[moved[(i + 1) % moved.length]!]!.translations[language]!
    const own = { ...translations[language]!, positive: other.positive }
    pairs[place] = { ...pair, translations: { ...translations, [language]: own } }
  })
  return trainingPairs({
    name: source.name,
    revision: `${source.revision}, ${language} misaligned`,
    languages: source.languages,
    pairs,
  })
}

/** Every measure of the suite at its widest but those named. */
function table(named: Exclude<Tolerances, number | string>): Tolerances {
  return { ...names(off), ...named } as Tolerances
}

function names<T>(tolerance: T): Record<string, T> {
  const measures = ['AP', 'RR', 'nDCG@10', 'R@1', 'R@10', 'R@100', 'Success@1', 'RankDistance']
  return Object.fromEntries(measures.map((name) => [name, tolerance]))
}

/** Clopper and Pearson's one-sided 95 % bound of a rate: the rate under which so few happen once in twenty times. */
function upperBound(happened: number, trials: number): number {
  let [low, high] = [happened / trials, 1]
  if (happened === trials) return 1
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2
    if (incbet(happened + 1, trials - happened, middle) < 0.95) low = middle
    else high = middle
  }
  return high
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}
