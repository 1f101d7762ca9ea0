import type { Json } from '../retrieval.ts'

/** How the learning rate changes over a training. */
export interface Schedule {
  readonly name: string
  /** Everything that decides the factors besides the number of steps. */
  readonly configuration: Json
  /** What the learning rate is multiplied by in step 0 … steps − 1. */
  factor(step: number, steps: number): number
}

/** The learning rate as it is. */
export function constant(): Schedule {
  return { name: 'constant', configuration: {}, factor: () => 1 }
}

/**
 * From 1 in the first step down to `to` in the last, in a straight line.
 *
 * @param options.to factor of the last step, in [0, 1]; a tenth by default
 */
export function linearDecay({ to = 0.1 }: { readonly to?: number } = {}): Schedule {
  if (!(to >= 0 && to <= 1)) throw new RangeError(`linearDecay: to must be in [0, 1]; got ${to}.`)
  return {
    name: 'linear-decay',
    configuration: { to },
    factor: (step, steps) => (steps === 1 ? 1 : 1 - (1 - to) * (step / (steps - 1))),
  }
}

export interface WarmUpOptions {
  /** Steps until the full rate; the first of them uses a share of 1 ÷ steps. */
  readonly steps: number
  /** What follows, over the steps that are left. @default linear decay to a tenth */
  readonly after?: Schedule
}

/** Rises to 1 in a straight line over the first `steps` steps, then follows another schedule. */
export function warmUp({ steps: rising, after = linearDecay() }: WarmUpOptions): Schedule {
  if (!Number.isSafeInteger(rising) || rising < 1) {
    throw new RangeError(`warmUp: steps must be a positive integer; got ${rising}.`)
  }
  return {
    name: 'warm-up',
    configuration: { steps: rising, after: { name: after.name, configuration: after.configuration } },
    factor: (step, steps) => (step < rising ? (step + 1) / rising : after.factor(step - rising, steps - rising)),
  }
}
