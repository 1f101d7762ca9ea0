import type { Matrix } from '../matrix.ts'
import { seeded } from '../random.ts'
import { kernelProducts } from './kernel-products.ts'
import { onnxProducts } from './onnx-products.ts'
import { type EngineName, type Products, type ProductsOptions, scoreAt } from './products.ts'

/** An engine that was to be used and was not. */
export interface Refusal {
  readonly engine: EngineName
  readonly reason: string
}

/** The quickest first; each falls back on the next. */
const chain: readonly EngineName[] = ['onnx', 'simd', 'plain']

/**
 * Multiplications from which ONNX Runtime is worth its start. Below, results are bit for bit the same on every machine,
 * whatever its processor.
 */
const manyMultiplications = 2 ** 34

export interface OpenedProducts {
  readonly products: Products
  readonly refused: readonly Refusal[]
}

/**
 * The first engine that loads here and proves itself: the one wanted, or without a wish the quickest for this size.
 *
 * @throws {Error} 'onnx' is wanted and refused: says why
 */
export async function openProducts(wanted: EngineName | undefined, options: ProductsOptions): Promise<OpenedProducts> {
  const start = chain.indexOf(wanted ?? usualEngine(options))
  if (start < 0) throw new RangeError(`exactRanks: kernel must be one of ${chain.join(', ')}; got ${wanted}.`)
  const refused: Refusal[] = []
  for (const engine of chain.slice(start)) {
    try {
      await proveOnce(engine, options.documents.columns)
      return { products: await open(engine, options), refused }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      if (engine === 'plain') throw error
      if (engine === 'onnx' && wanted === engine) {
        throw new Error(`exactRanks: kernel 'onnx' must load and prove itself; ${reason} Leave \`kernel\` out.`, {
          cause: error,
        })
      }
      refused.push({ engine, reason })
    }
  }
  throw new Error('exactRanks: typed arrays multiply everywhere.')
}

/** What is tried first where nothing is wished for. */
export function usualEngine({ queries, documents }: Pick<ProductsOptions, 'queries' | 'documents'>): EngineName {
  return queries.rows * documents.rows * documents.columns >= manyMultiplications ? 'onnx' : 'simd'
}

async function open(engine: EngineName, options: ProductsOptions): Promise<Products> {
  return engine === 'onnx' ? onnxProducts(options) : kernelProducts(engine, options)
}

const proofs = new Map<string, Promise<void>>()

/** Once a process and number of dimensions. */
function proveOnce(engine: EngineName, columns: number): Promise<void> {
  const key = `${engine} ${columns}`
  const proof = proofs.get(key) ?? (engine === 'plain' ? Promise.resolve() : prove(engine, columns))
  proofs.set(key, proof)
  return proof
}

/** A proof's documents: enough that several threads and every kind of edge take part. Each third is a copy of the first. */
const proofDocuments: Readonly<Record<EngineName, number>> = { onnx: 1031, simd: 61, plain: 61 }
const proofQueries = 37

/**
 * Holds an engine to what exact ranks rest on: cosines near those of the next engine; equal documents have equal scores
 * wherever they stand, and a query the same scores in whatever block it comes.
 *
 * @throws {Error} it does not: says what differs
 */
async function prove(engine: EngineName, columns: number): Promise<void> {
  const documents = randomUnits(proofDocuments[engine], columns, 1)
  for (let d = 3; d < documents.rows; d += 3) documents.data.copyWithin(d * columns, 0, columns)
  const queries = randomUnits(proofQueries, columns, 2)
  const options = { queries, documents }
  const next = chain[chain.indexOf(engine) + 1]!
  const reference = await allScores(kernelProducts(next === 'plain' ? 'plain' : 'simd', options), options)
  const scores = await allScores(await open(engine, options), options)
  const inSmallBlocks = await allScores(await open(engine, { ...options, block: { queries: 5 } }), options)
  scores.forEach((score, at) => {
    const first = scores[at - (at % documents.rows)]!
    const apart = Math.abs(score - reference[at]!)
    if (!(apart < 1e-5)) throw new Error(`Its cosines are up to ${apart} off those of ${next}.`)
    if ((at % documents.rows) % 3 === 0 && score !== first) throw new Error('It scores equal documents differently.')
    if (score !== inSmallBlocks[at]) throw new Error('Its scores depend on the block.')
  })
}

async function allScores(products: Products, { queries, documents }: ProductsOptions): Promise<Float32Array> {
  const out = new Float32Array(queries.rows * documents.rows)
  for (let first = 0; first < queries.rows; first += products.queries) {
    const last = Math.min(queries.rows, first + products.queries)
    for await (const _ of products.compute(first, last));
    for (let q = first; q < last; q++) {
      for (let d = 0; d < documents.rows; d++) out[q * documents.rows + d] = scoreAt(products, q - first, d)
    }
  }
  await products.dispose()
  return out
}

function randomUnits(rows: number, columns: number, seed: number): Matrix {
  const random = seeded(seed)
  const data = Float32Array.from({ length: rows * columns }, () => 2 * random() - 1)
  for (let r = 0; r < rows; r++) {
    const row = data.subarray(r * columns, (r + 1) * columns)
    const length = Math.hypot(...row)
    row.forEach((value, c) => {
      row[c] = value / length
    })
  }
  return { rows, columns, data }
}
