import type { Dataset } from '../datasets/dataset.ts'
import type { Encoder } from '../encoders/encoder.ts'
import { embed } from '../evaluation/embed.ts'
import { evaluate } from '../evaluation/evaluate.ts'
import type { Measure } from '../metrics/measure.ts'
import { asMeasure } from '../metrics/notation.ts'
import type { Observer } from '../progress.ts'
import type { Json, Setting } from '../retrieval.ts'
import type { TrainingMade } from './made.ts'
import { verifyPositiveInteger } from './positive-integer.ts'
import type { TrainingState } from './steps.ts'

export interface ValidationOptions {
  /** Neither trained nor reported on. */
  readonly dataset: Dataset
  /** Decides which encoder is best, in the measure's own direction. @default 'AP' */
  readonly measure?: string | Measure
  /** @default 'multilingual' */
  readonly setting?: Setting
  /** Steps from one look to the next. The last step is always looked at. */
  readonly every: number
  /** Looks without a better value after which training ends. @default never */
  readonly patience?: number
}

export interface ValidationPoint {
  /** 1, 2, … */
  readonly step: number
  readonly value: number
}

export interface Validator {
  /** The step of the next look. */
  next(done: number): number
  /** What was made, with the value of its encoder if a look is due. */
  judged(made: TrainingMade, observer: Observer): Promise<TrainingMade>
  /** Whether patience is at its end. */
  exhausted(points: readonly ValidationPoint[]): boolean
}

/**
 * @throws {RangeError} `every` or `patience` is not a positive integer; the measure has no value in the setting
 */
export function validator(
  options: ValidationOptions | undefined,
  { steps, encoderOf }: { readonly steps: number; readonly encoderOf: (state: TrainingState) => Encoder },
): Validator {
  if (!options) return { next: () => Infinity, judged: async (made) => made, exhausted: () => false }
  const { dataset, setting = 'multilingual', every, patience = Infinity } = options
  verifyPositiveInteger('validation.every', every)
  if (patience !== Infinity) verifyPositiveInteger('validation.patience', patience)
  const measure = asMeasure(options.measure ?? 'AP')
  const better = (a: number, b: number): boolean => (measure.direction === 'higher' ? a > b : a < b)
  const value = async (encoder: Encoder, { signal }: Observer): Promise<number> => {
    // Its bars would run back and forth beside the training's own.
    const silent = signal ? { signal } : {}
    const vectors = await embed({ encoder, name: 'validation', dataset, ...silent })
    const { scores } = await evaluate({ dataset, ...vectors, measures: [measure], ...silent })
    const score = scores.find((each) => each.setting === setting)
    if (score) return score.value
    throw new RangeError(
      `train: validation.setting must be one in which ${measure.name} has a value on ${dataset.name}; got ${setting}. Choose another.`,
    )
  }
  return {
    next: (done) => (Math.floor(done / every) + 1) * every,
    async judged(made, observer) {
      if (made.done % every > 0 && made.done < steps) return made
      const point = { step: made.done, value: await value(encoderOf(made.state), observer) }
      const improved = made.validation.every((earlier) => better(point.value, earlier.value))
      return {
        ...made,
        validation: [...made.validation, point],
        ...(improved && { best: { done: made.done, state: made.state } }),
      }
    },
    exhausted(points) {
      const best = points.reduce((at, { value }, i) => (better(value, points[at]!.value) ? i : at), 0)
      return points.length - 1 - best >= patience
    },
  }
}

/** What of the options decides a training. */
export function validationIdentity({
  dataset,
  measure = 'AP',
  setting = 'multilingual',
  every,
  patience,
}: ValidationOptions): Json {
  return { dataset: dataset.hash, measure: asMeasure(measure).name, setting, every, patience: patience ?? null }
}
