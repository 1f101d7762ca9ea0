import type { RunRecord } from '../experiment/record.ts'
import type { Language, Setting } from '../retrieval.ts'
import { type MtebScores, mtebEntries } from './mteb-entries.ts'
import { mtebTaskName } from './mteb-names.ts'

export type { MtebScores } from './mteb-entries.ts'

/** What MTEB keeps of one task: the content of `results/ORG__MODEL/REVISION/TASK.json`. */
export interface MtebResult {
  readonly dataset_revision: string
  readonly task_name: string
  /** MTEB did not compute it. */
  readonly mteb_version: null
  /** Split → one entry a language, or an ordered pair of languages. */
  readonly scores: Readonly<Record<string, readonly MtebScores[]>>
  /** Seconds of encoding and evaluating, over all settings and seeds of the run. */
  readonly evaluation_time: number
  readonly kg_co2_emissions: null
  /** Seconds since 1970, where it was given. */
  readonly date?: number
}

export interface MtebResultOptions {
  readonly setting: Setting
  /** Notation of the measure that becomes `main_score`. @default 'nDCG@10' */
  readonly main?: string
  /** Without the setting, which is added: `XQuADR` becomes `XQuADR-multilingual`. @default made of the data set's name */
  readonly task?: string
  /** @default 'test' */
  readonly split?: string
  /** What a language is where its code does not tell: `{ zh: 'zho-Hant' }`. */
  readonly languages?: Readonly<Record<Language, string>>
  /** When it was evaluated. */
  readonly date?: Date
}

/**
 * A run's scores in one setting as a task result of MTEB, ready for `JSON.stringify`. The task has a name of its own,
 * for MTEB's tasks on the same texts are others: their candidates, pools and pairs differ.
 *
 * Monolingual: an entry a language (`deu`). Cross-lingual: an entry an ordered pair of query and document language
 * (`deu-eng`). Multilingual: an entry a query language, whose `languages` are that one and then the others of the pool.
 * Cutoffs that MTEB writes have its names (`ndcg_at_10`; R@1 is `accuracy` too), all else its own notation (`AP`,
 * `RankDistance`). Values are rounded to 6 decimals; bounds and what is not finite are left out.
 *
 * @throws {RangeError} the run lacks the main measure in this setting, or only bounds it; a language whose code does not
 *   tell its script; a data set whose name gives no task
 * @see https://github.com/embeddings-benchmark/mteb
 */
export function mtebResult(record: RunRecord, options: MtebResultOptions): MtebResult {
  const { setting, main = 'nDCG@10', split = 'test', date } = options
  const scores = record.scores.filter((score) => score.setting === setting && score.bound === undefined)
  if (!scores.some(({ measure }) => measure === main)) {
    const known = scores.map(({ measure }) => measure).join(', ') || 'nothing'
    throw new RangeError(
      `mtebResult: the main measure must be known in the ${setting} setting; got ${JSON.stringify(main)}, where the run has ${known}. Measure it, or name another.`,
    )
  }
  const { name, revision, languages } = record.dataset
  const entries = mtebEntries(scores, { setting, main, pool: languages, codes: options.languages ?? {} })
  return {
    dataset_revision: revision,
    task_name: `${mtebTaskName(options.task ?? name)}-${setting}`,
    mteb_version: null,
    scores: { [split]: entries },
    evaluation_time: Number((record.seconds.encode + record.seconds.evaluate).toFixed(6)),
    kg_co2_emissions: null,
    ...(date && { date: date.getTime() / 1000 }),
  }
}
