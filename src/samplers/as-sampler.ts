import type { Json } from '../retrieval.ts'
import type { DrawBatches, Sampler } from './sampler.ts'

export interface AsSamplerOptions {
  /** Short and unique in a table; by default the function's own name. */
  readonly name?: string
  /** As a reader knows it; by default the name. */
  readonly label?: string
  /** What the function closes over and the batches depend on: it can't be read off the function. */
  readonly configuration?: Json
}

/**
 * Makes a sampler of a plain function. The name enters rows, keys and the configuration's hash; a function without one
 * is refused, since two of them would pass for the same sampler in a table and in a baseline.
 *
 * @throws {TypeError} not a function
 * @throws {RangeError} neither the function nor the options give a name
 */
export function asSampler(drawBatches: DrawBatches, options: AsSamplerOptions = {}): Sampler {
  if (typeof drawBatches !== 'function') {
    throw new TypeError(`asSampler: a sampler must be a function of pairs and options; got ${typeof drawBatches}.`)
  }
  const { name = drawBatches.name, label = name, configuration = {} } = options
  if (name.trim() === '') {
    throw new RangeError('asSampler: the function must have a name; got an anonymous one. Name it or pass { name }.')
  }
  return { name, label, configuration: { sampler: name, custom: configuration }, batches: drawBatches }
}

/** A sampler as it is, or a plain function made one. @throws as `asSampler` */
export function samplerOf(sampler: Sampler | DrawBatches): Sampler {
  return typeof sampler === 'function' ? asSampler(sampler) : sampler
}
