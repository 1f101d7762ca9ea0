import { type Figure, following } from './figure.ts'
import type { CorpusLanguage, PlanInputs } from './inputs.ts'
import { type CollectionSize, flatBytes, hnswBytes, loadedShare } from './milvus-memory.ts'
import { type ShardLoad, shardLayout } from './shard-layout.ts'

export type PlanUnit = 'documents' | 'queries' | 'tokens' | 'hours' | 'machine-hours' | 'bytes' | 'segments' | 'price'

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
  const encoding = encodingFigures(inputs, totals)
  const ranking = rankingFigures(inputs, totals)
  const shards = plannedShards(inputs)
  const rows = [
    row('documents', 'documents', totals.documents),
    row('queries', 'queries', totals.queries),
    ...encodingRows(encoding),
    ...vectorRows(inputs, totals),
    ...milvusRows(inputs, totals),
    row('withinHours', 'exact ranks within languages', ranking.within, 'hours'),
    row('pooledHours', 'exact ranks in one pool', ranking.pooled, 'hours'),
    ...nightRows(inputs, { ...encoding, ...ranking, longest: Math.max(...shards.map(({ hours }) => hours)) }),
  ]
  return { rows, shards }
}

function plannedShards(inputs: PlanInputs): PlannedShard[] {
  const pieces = inputs.languages.map(({ language, queries, documents }) => {
    return { name: language, work: rankingSeconds(inputs, { pairs: queries.value * documents.value, documents }) }
  })
  return shardLayout(pieces, inputs.shards.value).map((load) => ({ ...load, hours: load.work / 3600 }))
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

interface EncodingFigures {
  readonly tokens: Figure
  /** Hours. */
  readonly tried: Figure | undefined
  readonly gpu: Figure
  readonly waited: Figure
}

function encodingFigures(inputs: PlanInputs, { documents }: Totals): EncodingFigures {
  const { tokensPerDocument: each, tokensPerSecond: rate, gpus, documentsPerSecond: here } = inputs
  const tokens = following(documents.value * each.value, 'documents × tokens of a document', documents, each)
  const gpu = following(tokens.value / rate.value / 3600, 'tokens / (tokens/s of one)', tokens, rate)
  return {
    tokens,
    gpu,
    waited: following(gpu.value / gpus.value, 'GPU-hours / GPUs', gpu, gpus),
    tried: here && following(documents.value / here.value / 3600, 'documents / (documents/s)', documents, here),
  }
}

function encodingRows({ tokens, tried, gpu, waited }: EncodingFigures): PlanRow[] {
  return [
    row('tokens', 'tokens to encode', tokens),
    ...(tried ? [row('encodingHours', 'encoding as tried here', tried, 'hours')] : []),
    row('gpuHours', 'encoding, GPU-hours', gpu, 'machine-hours'),
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

/** Hours of one machine. */
interface RankingFigures {
  readonly within: Figure
  readonly pooled: Figure
}

function rankingFigures(inputs: PlanInputs, { documents, within, pooled }: Totals): RankingFigures {
  const { dimensions, products, diskRate } = inputs
  const hours = (pairs: Figure): Figure => {
    const from = `${pairs.from} × dimensions / products, + reading twice`
    const value = rankingSeconds(inputs, { pairs: pairs.value, documents }) / 3600
    return following(value, from, pairs, dimensions, products, diskRate)
  }
  return { within: hours(within), pooled: hours(pooled) }
}

interface NightFigures extends EncodingFigures, RankingFigures {
  /** Hours of the fullest shard. */
  readonly longest: number
}

function nightRows(inputs: PlanInputs, { gpu, waited, within, longest }: NightFigures): PlanRow[] {
  const { models, share, shards, gpuPrice, machinePrice } = inputs
  const gpuHours = following(models.value * share.value * gpu.value, 'models × share × GPU-hours', models, share, gpu)
  const rankHours = following(models.value * within.value, 'models × hours within languages', models, within)
  const all = models.value * (share.value * waited.value + longest)
  const wall = following(all, 'models × (share × all GPUs + fullest shard)', models, share, waited, within, shards)
  const cost =
    gpuPrice &&
    machinePrice &&
    following(
      gpuHours.value * gpuPrice.value + rankHours.value * machinePrice.value,
      'hours × their prices',
      gpuHours,
      rankHours,
      gpuPrice,
      machinePrice,
    )
  return [
    row('nightGpuHours', 'a night, GPU-hours', gpuHours, 'machine-hours'),
    row('nightRankHours', 'a night, hours of exact ranks', rankHours, 'machine-hours'),
    row('nightHours', 'a night, from start to end', wall, 'hours'),
    ...(cost ? [row('nightCost', 'a night, cost', cost, 'price')] : []),
  ]
}
