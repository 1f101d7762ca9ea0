import type { Text } from '../retrieval.ts'
import { meanTokens } from '../scale/count-tokens.ts'
import { assumed, type Figure, measured } from '../scale/figure.ts'
import type { CorpusLanguage, PlanInputs } from '../scale/inputs.ts'
import { probeEncoder } from '../scale/probe-encoder.ts'
import { probeProducts } from '../scale/probe-products.ts'
import { disposed } from './encode-command.ts'
import { readTexts } from './encode-texts-file.ts'
import { type OpenEncoder, openEncoder } from './encoder-option.ts'

/** What can be given on a command line; without, it is measured or assumed. */
export interface PlanFlags {
  /** An encoder to try, as for `encode`. */
  readonly encoder?: string
  readonly model?: string
  readonly apiKeyVariable?: string
  /** Sample texts for it. */
  readonly texts?: string
  readonly dimensions?: number
  readonly tokensPerDocument?: number
  readonly tokensPerSecond?: number
  readonly gpus?: number
  readonly products?: number
  /** MB a second. */
  readonly diskRate?: number
  readonly entityBytes?: number
  readonly links?: number
  readonly replicas?: number
  /** MB. */
  readonly segment?: number
  readonly shards?: number
  readonly models?: number
  readonly share?: number
  readonly gpuPrice?: number
  readonly machinePrice?: number
}

/** A Wikipedia paragraph in subwords of a multilingual vocabulary; published throughput of a large encoder on a small GPU. */
const usual = {
  dimensions: [1024, 'usual of a large encoder'],
  tokensPerDocument: [100, 'about a paragraph of Wikipedia'],
  tokensPerSecond: [
    62_100,
    'published: BERT-large by text-embeddings-inference on an NVIDIA L4, 0.54 requests/s of 115,000 tokens',
  ],
  gpus: [1, 'usual'],
  diskRate: [500, 'about a disk of a cloud'],
  entityBytes: [64, 'key, language and bookkeeping'],
  links: [16, 'usual'],
  replicas: [1, 'usual'],
  segment: [1024, 'usual of Milvus'],
  shards: [4, 'usual'],
  models: [1, 'usual'],
  share: [1, 'a model that changed: all of them'],
} as const satisfies Partial<Record<keyof PlanFlags, readonly [number, string]>>

/** Most texts of the sample that are encoded. */
const most = 512

/**
 * Measures what is not given and can be measured, and assumes the rest.
 *
 * @throws {RangeError} a number out of range; an encoder without texts, or the reverse
 */
export async function planInputs(
  languages: readonly CorpusLanguage[],
  flags: PlanFlags,
  open: OpenEncoder = openEncoder,
): Promise<PlanInputs> {
  verifyPositive(flags)
  const given = (key: keyof typeof usual): Figure => {
    const [value, from] = usual[key]
    const own = flags[key]
    return own === undefined ? assumed(value, from) : assumed(own, `--${dashed(key)}`)
  }
  const price = (key: 'gpuPrice' | 'machinePrice'): Figure | undefined => {
    return flags[key] === undefined ? undefined : assumed(flags[key], `--${dashed(key)}`)
  }
  const tried = await triedEncoder(flags, open)
  const dimensions = tried && flags.dimensions === undefined ? tried.dimensions : given('dimensions')
  const [gpuPrice, machinePrice] = [price('gpuPrice'), price('machinePrice')]
  return {
    languages,
    dimensions,
    ...(tried && { documentsPerSecond: tried.documentsPerSecond }),
    tokensPerDocument:
      flags.tokensPerDocument === undefined
        ? (tried?.tokens ?? given('tokensPerDocument'))
        : given('tokensPerDocument'),
    tokensPerSecond: given('tokensPerSecond'),
    gpus: given('gpus'),
    products:
      flags.products === undefined ? await triedProducts(dimensions.value) : assumed(flags.products, '--products'),
    diskRate: scaled(given('diskRate'), 1e6),
    entityBytes: given('entityBytes'),
    links: given('links'),
    replicas: given('replicas'),
    segmentBytes: scaled(given('segment'), 2 ** 20),
    shards: given('shards'),
    models: given('models'),
    share: given('share'),
    ...(gpuPrice && { gpuPrice }),
    ...(machinePrice && { machinePrice }),
  }
}

interface Tried {
  readonly dimensions: Figure
  readonly documentsPerSecond: Figure
  /** Of a document; undefined of an endpoint, whose tokenizer is not known. */
  readonly tokens: Figure | undefined
}

async function triedEncoder({ encoder, texts, ...flags }: PlanFlags, open: OpenEncoder): Promise<Tried | undefined> {
  if (encoder === undefined && texts === undefined) return undefined
  if (encoder === undefined || texts === undefined) {
    throw new RangeError(
      `--encoder and --texts must be given together; got --${encoder === undefined ? 'texts' : 'encoder'} alone.`,
    )
  }
  const sample = await firstTexts(texts)
  const { model, apiKeyVariable } = flags
  const named = { ...(model !== undefined && { model }), ...(apiKeyVariable !== undefined && { apiKeyVariable }) }
  const source = open({ encoder, prompts: {}, cache: false, ...named })
  try {
    const { texts: count, seconds, dimensions } = await probeEncoder(await source.create(1), sample)
    const from = `${count} texts of ${texts} in ${seconds.toFixed(1)} s`
    const isFolder = !/^https?:\/\//i.test(encoder)
    return {
      dimensions: measured(dimensions, source.name),
      documentsPerSecond: measured(count / seconds, `${source.name}: ${from}`),
      tokens: isFolder ? measured(await meanTokens(encoder, sample), `mean of ${count} texts of ${texts}`) : undefined,
    }
  } finally {
    await disposed(source)
  }
}

/** @throws {SyntaxError} the file has none */
async function firstTexts(file: string): Promise<readonly Text[]> {
  for await (const texts of readTexts(file)) return texts.slice(0, most)
  return []
}

async function triedProducts(dimensions: number): Promise<Figure> {
  const { rate, engine } = await probeProducts(dimensions)
  return measured(rate, `exact ranks by ${engine}, ${dimensions} dimensions`)
}

function scaled({ value, ...rest }: Figure, by: number): Figure {
  return { ...rest, value: value * by }
}

/** Counts are whole. */
const whole: ReadonlySet<string> = new Set(['dimensions', 'gpus', 'replicas', 'shards', 'models', 'links'])

function verifyPositive(flags: PlanFlags): void {
  for (const [key, value] of Object.entries(flags)) {
    if (typeof value === 'number' && !isAllowed(key, value)) {
      throw new RangeError(`--${dashed(key)} must be ${ruleOf(key)}; got ${value}.`)
    }
  }
}

function isAllowed(key: string, value: number): boolean {
  if (key === 'share') return value >= 0 && value <= 1
  return value > 0 && (key !== 'links' || value > 1) && (!whole.has(key) || Number.isSafeInteger(value))
}

function ruleOf(key: string): string {
  if (key === 'share') return 'from 0 to 1'
  return whole.has(key) ? `a whole number above ${key === 'links' ? 1 : 0}` : 'above 0'
}

/** `gpuPrice` → `gpu-price` */
function dashed(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}
