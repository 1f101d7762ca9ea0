import { isStreamed } from '../datasets/document-stream.ts'
import { canonicalJson } from '../hash.ts'
import type { Measure } from '../metrics/measure.ts'
import { asMeasure } from '../metrics/notation.ts'
import type { Observer } from '../progress.ts'
import type { Json } from '../retrieval.ts'
import { version } from '../version.ts'
import type { ExperimentOptions } from './experiment.ts'
import { configurationBefore } from './run.ts'

/** Version of the files' content: raised where older files cannot be read. */
const schema = 1

/** Canonical JSON of everything that decides a result; null, and why, where something does that cannot be told. */
export type Identified =
  | { readonly identity: string; readonly unkept: null }
  | { readonly identity: null; readonly unkept: string }

/**
 * What decides the result of an experiment, as text. An encoder whose configuration is known once it was created is
 * created for it.
 */
export async function identified(options: ExperimentOptions, context: Json, observer: Observer): Promise<Identified> {
  const unkept = functionOf(options)
  if (unkept !== null) return { identity: null, unkept }
  const configuration = await configurationOf(options, observer)
  if (configuration === null) {
    return { identity: null, unkept: `the encoder ${options.encoder.name} does not tell its configuration` }
  }
  const { dataset, training, name, label, keep = 0, inspection = 'stop' } = options
  const identity: Json = {
    schema,
    // Between versions, and machines, the last digits may differ.
    versions: { package: version, node: process.versions.node, platform: `${process.platform}-${process.arch}` },
    dataset: { ...named(dataset), streamed: isStreamed(dataset) },
    pairs: training ? named(training.pairs) : null,
    configuration,
    shown: { name: name ?? null, label: label ?? null, keep, inspection },
    context,
  }
  return { identity: canonicalJson(identity), unkept: null }
}

function named({ name, revision, hash }: Record<'name' | 'revision' | 'hash', string>): Record<string, string> {
  return { name, revision, hash }
}

async function configurationOf(options: ExperimentOptions, observer: Observer): Promise<Json> {
  if (isKnown(options)) return configurationBefore(options)
  await options.encoder.create(options.seeds?.[0] ?? 1, observer)
  return isKnown(options) ? configurationBefore(options) : null
}

function isKnown({ encoder }: ExperimentOptions): boolean {
  try {
    return encoder.configuration !== undefined
  } catch {
    return false
  }
}

/** A function that decides the result and that no configuration tells apart from another: in words, or null. */
function functionOf({ training, measures = [] }: ExperimentOptions): string | null {
  const { sampler, validation } = training ?? {}
  const own = typeof sampler === 'function' || isMadeOfFunction(sampler?.configuration)
  if (own) return `the sampler ${sampler?.name || 'without a name'} is a plain function`
  const foreign = [...measures, validation?.measure ?? 'AP'].find((each) => typeof each !== 'string' && !isOurs(each))
  return foreign ? `the measure ${asMeasure(foreign).name} is not of this package` : null
}

/** What `asSampler` says of a function: its name, and what the user chose to tell. */
function isMadeOfFunction(configuration: Json | undefined): boolean {
  return typeof configuration === 'object' && configuration !== null && 'custom' in configuration
}

/** Whether a measure is the one that its name stands for. */
function isOurs(measure: Measure): boolean {
  try {
    return told(measure) === told(asMeasure(measure.name))
  } catch {
    return false
  }
}

function told(measure: Measure): string {
  return JSON.stringify(
    Object.entries(measure).sort(([a], [b]) => (a < b ? -1 : 1)),
    (_, value: unknown) => (typeof value === 'function' || typeof value === 'number' ? String(value) : value),
  )
}
