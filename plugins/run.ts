import type { Encoder } from '../src/encoders/encoder.ts'
import type { Evaluation } from '../src/evaluation/evaluation.ts'
import type { Experiment } from '../src/experiment/experiment.ts'
import type { RunRecord } from '../src/experiment/record.ts'
import type { Measure } from '../src/metrics/measure.ts'
import type { OpenRunResult } from './meta.ts'
import { type ScoreOptions, scoreOf, undecided } from './scores.ts'

/** What `retrieval.run` returns and the matchers take: the record, and per-query scores for tests of significance. */
export class Run {
  /** One a seed, in the order of `record.seeds`. */
  readonly evaluations: readonly Evaluation[]
  /** What goes to the reporter when the test ends. */
  readonly result: OpenRunResult
  readonly #experiment: Experiment
  #ended = false

  constructor(experiment: Experiment, key: string) {
    const { record, evaluations } = experiment
    this.#experiment = experiment
    this.evaluations = evaluations
    // Through JSON and back: what the reporter receives is the same whether or not a blob lay between.
    this.result = { record: JSON.parse(JSON.stringify({ ...record, key })), checks: [], comparison: null }
  }

  get record(): RunRecord {
    return this.result.record
  }

  /**
   * What was evaluated, one a seed: to be saved, or asked something else. A scored run has none.
   *
   * @throws {RangeError} the run's result was restored from the folder of results, which holds no encoders
   */
  get encoders(): readonly Encoder[] {
    return this.#experiment.encoders
  }

  get key(): string {
    return this.record.key
  }

  /**
   * A score of the run, mean over seeds: `run.score('AP', { setting: 'multilingual' })`.
   *
   * @throws {RangeError} the measure was not evaluated, the setting is missing, ambiguous or not evaluated, or the value is only a bound
   */
  score(measure: string | Measure, options: ScoreOptions = {}): number {
    const score = scoreOf(this, measure, { matcher: 'run.score', ...options })
    if (score.bound) throw undecided(score, 'run.score: the score must be known; got a bound.')
    return score.value
  }

  /** Whether the test that made the run has ended, so that its result is on its way. */
  get ended(): boolean {
    return this.#ended
  }

  end(): void {
    this.#ended = true
  }

  /** Gives the run a longer key, once its test turns out to make several. */
  rename(key: string): void {
    this.result.record = { ...this.record, key }
  }
}
