import type { Language } from '../retrieval.ts'
import { type Figure, following } from './figure.ts'
import { type CollectionSize, flatBytes, hnswBytes, loadedShare } from './milvus-memory.ts'
import { type ShardLoad, shardLayout } from './shard-layout.ts'

/** How much there is of a language. */
export interface CorpusLanguage {
  readonly language: Language
  readonly queries: Figure
  readonly documents: Figure
}

/** What a plan is computed from. */
export interface PlanInputs {
  readonly languages: readonly CorpusLanguage[]
  readonly tokensPerDocument: Figure
  /** Numbers of a vector. */
  readonly dimensions: Figure
  /** Of an encoder that was tried. */
  readonly documentsPerSecond?: Figure
  /** Of one GPU. */
  readonly tokensPerSecond: Figure
  readonly gpus: Figure
  /** Numbers multiplied and added a second by one machine that ranks. */
  readonly products: Figure
  /** Bytes a second that a disk reads. */
  readonly diskRate: Figure
  /** Bytes of an entity of Milvus besides its vector. */
  readonly entityBytes: Figure
  /** M of HNSW. */
  readonly links: Figure
  readonly replicas: Figure
  /** Bytes of vectors in a sealed segment. */
  readonly segmentBytes: Figure
  readonly shards: Figure
  /** Models that a nightly gate measures. */
  readonly models: Figure
  /** Share of the documents whose vectors a night computes anew. */
  readonly share: Figure
  /** Of an hour, in any currency; no costs without. */
  readonly gpuPrice?: Figure
  readonly machinePrice?: Figure
}

export type PlanUnit = 'documents' | 'queries' | 'tokens' | 'hours' | 'bytes' | 'segments' | 'price'

export interface PlanRow {
  readonly key: string
  readonly label: string
  readonly unit: PlanUnit
  readonly figure: Figure
}

export interface PlannedShard extends ShardLoad {
  /** Of ranking within its languages. */
  readonly hours: number
}

export interface ScalePlan {
  readonly rows: readonly PlanRow[]
  /** Languages spread so that all shards rank about as long. */
  readonly shards: readonly PlannedShard[]
}

/** Sums of a corpus. */
interface Totals {
  readonly documents: Figure
  readonly queries: Figure
  /** Σ queries × documents over languages, and queries × documents of one pool of all. */
  readonly within: Figure
  readonly pooled: Figure
}

/** Hours, bytes and costs of evaluating on a large corpus. Each says whether it rests on measurements or assumptions. */
export function planScale(inputs: PlanInputs): ScalePlan {
  const totals = totalsOf(inputs.languages)
  const ranking = rankingRows(inputs, totals)
  const encoding = encodingRows(inputs, totals)
  const rows = [
    row('documents', 'documents', totals.documents),
    row('queries', 'queries', totals.queries),
    ...encoding,
    ...vectorRows(inputs, totals),
    ...milvusRows(inputs, totals),
    ...ranking,
    ...nightRows(inputs, { encoding, ranking }),
  ]
  const pieces = inputs.languages.map(({ language, queries, documents }) => {
    return { name: language, work: rankingSeconds(inputs, { pairs: queries.value * documents.value, documents }) }
  })
  const shards = shardLayout(pieces, inputs.shards.value).map((load) => ({ ...load, hours: load.work / 3600 }))
  return { rows, shards }
}

function totalsOf(languages: readonly CorpusLanguage[]): Totals {
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
  const documents = languages.map((each) => each.documents)
  const queries = languages.map((each) => each.queries)
  const within = sum(languages.map((each) => each.queries.value * each.documents.value))
  const total = (figures: readonly Figure[]): Figure => {
    return following(sum(figures.map(({ value }) => value)), `sum of ${languages.length} languages`, ...figures)
  }
  const [d, q] = [total(documents), total(queries)]
  return {
    documents: d,
    queries: q,
    within: following(within, 'Σ queries × documents', d, q),
    pooled: following(d.value * q.value, 'queries × documents', d, q),
  }
}

function row(key: string, label: string, figure: Figure, unit: PlanUnit = key as PlanUnit): PlanRow {
  return { key, label, unit, figure }
}

function encodingRows(inputs: PlanInputs, { documents }: Totals): PlanRow[] {
  const { tokensPerDocument, tokensPerSecond, gpus, documentsPerSecond: here } = inputs
  const tokens = following(
    documents.value * tokensPerDocument.value,
    'documents × tokens of a document',
    documents,
    tokensPerDocument,
  )
  const seconds = tokens.value / tokensPerSecond.value
  const onGpus = following(seconds / 3600, 'tokens / (tokens/s of one)', tokens, tokensPerSecond)
  const waited = following(onGpus.value / gpus.value, 'GPU-hours / GPUs', onGpus, gpus)
  const tried = here && following(documents.value / here.value / 3600, 'documents / (documents/s)', documents, here)
  return [
    row('tokens', 'tokens to encode', tokens),
    ...(tried ? [row('encodingHours', 'encoding as tried here', tried, 'hours')] : []),
    row('gpuHours', 'encoding, GPU-hours', onGpus, 'hours'),
    row('gpuWall', 'encoding, on all GPUs', waited, 'hours'),
  ]
}

function vectorRows({ dimensions }: PlanInputs, { documents }: Totals): PlanRow[] {
  const bytes = (each: number): Figure => {
    const value = documents.value * dimensions.value * each
    return following(value, `documents × dimensions × ${each}`, documents, dimensions)
  }
  return [
    row('float32Bytes', 'vectors in float32', bytes(4), 'bytes'),
    row('float16Bytes', 'vectors in float16', bytes(2), 'bytes'),
  ]
}

function milvusRows(inputs: PlanInputs, { documents }: Totals): PlanRow[] {
  const { dimensions, entityBytes, replicas, links, segmentBytes } = inputs
  const size: CollectionSize = {
    entities: documents.value,
    dimensions: dimensions.value,
    entityBytes: entityBytes.value,
    replicas: replicas.value,
  }
  const of = 'replicas × documents × (4 × dimensions + entity'
  const basis = [documents, dimensions, entityBytes, replicas]
  const flat = following(flatBytes(size), `${of}) / ${loadedShare}`, ...basis)
  const graph = hnswBytes(size, links.value)
  const hnsw = following(graph, `${of} + 4M(2 + 1/ln M)) / ${loadedShare}`, ...basis, links)
  const segments = Math.ceil((documents.value * dimensions.value * 4) / segmentBytes.value)
  return [
    row('flatBytes', 'memory of Milvus, FLAT', flat, 'bytes'),
    row('hnswBytes', 'memory of Milvus, HNSW', hnsw, 'bytes'),
    row(
      'segments',
      'segments of Milvus',
      following(segments, 'vectors in float32 / segment', documents, dimensions, segmentBytes),
    ),
  ]
}

/** Multiplying, and reading a float32 file twice. */
function rankingSeconds(
  { dimensions, products, diskRate }: PlanInputs,
  { pairs, documents }: { readonly pairs: number; readonly documents: Figure },
): number {
  const multiplied = (pairs * dimensions.value) / products.value
  return multiplied + (2 * documents.value * dimensions.value * 4) / diskRate.value
}

function rankingRows(inputs: PlanInputs, { documents, within, pooled }: Totals): PlanRow[] {
  const { dimensions, products, diskRate } = inputs
  const hours = (pairs: Figure): Figure => {
    const from = `${pairs.from} × dimensions / products, + reading twice`
    const value = rankingSeconds(inputs, { pairs: pairs.value, documents }) / 3600
    return following(value, from, pairs, dimensions, products, diskRate)
  }
  return [
    row('withinHours', 'exact ranks within languages', hours(within), 'hours'),
    row('pooledHours', 'exact ranks in one pool', hours(pooled), 'hours'),
  ]
}

/** @param rows of encoding and ranking */
function nightRows(
  inputs: PlanInputs,
  rows: { readonly encoding: readonly PlanRow[]; readonly ranking: readonly PlanRow[] },
): PlanRow[] {
  const { models, share, gpuPrice, machinePrice } = inputs
  const find = (among: readonly PlanRow[], key: string): Figure => among.find((one) => one.key === key)!.figure
  const gpuHours = find(rows.encoding, 'gpuHours')
  const rankHours = find(rows.ranking, 'withinHours')
  const onGpus = models.value * share.value * gpuHours.value
  const nights = [
    row(
      'nightGpuHours',
      'a night, GPU-hours',
      following(onGpus, 'models × share × GPU-hours', models, share, gpuHours),
      'hours',
    ),
    row(
      'nightMachineHours',
      'a night, hours of exact ranks',
      following(models.value * rankHours.value, 'models × hours within languages', models, rankHours),
      'hours',
    ),
  ]
  if (!gpuPrice || !machinePrice) return nights
  const cost = onGpus * gpuPrice.value + models.value * rankHours.value * machinePrice.value
  const figure = following(cost, 'hours × their prices', gpuHours, rankHours, models, share, gpuPrice, machinePrice)
  return [...nights, row('nightCost', 'a night, cost', figure, 'price')]
}
