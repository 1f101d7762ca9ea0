import { kernelProducts } from './kernel-products.ts'
import { onnxProducts } from './onnx-products.ts'
import type { EngineName, Products, ProductsOptions } from './products.ts'
import { prove } from './proof.ts'

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

export interface ChosenEngine {
  readonly engine: EngineName
  readonly refused: readonly Refusal[]
}

type Sizes = Pick<ProductsOptions, 'queries' | 'documents'>

/**
 * The first engine that loads here and proves itself: the one wanted, or without a wish the quickest for this size.
 *
 * @throws {Error} 'onnx' is wanted and refused: says why
 */
export async function chooseEngine(wanted: EngineName | undefined, sizes: Sizes): Promise<ChosenEngine> {
  const start = chain.indexOf(wanted ?? usualEngine(sizes))
  if (start < 0) throw new RangeError(`exactRanks: kernel must be one of ${chain.join(', ')}; got ${wanted}.`)
  const refused: Refusal[] = []
  for (const engine of chain.slice(start)) {
    const reason = await objection(engine, sizes.documents.columns)
    if (reason === undefined) return { engine, refused }
    if (wanted === 'onnx') {
      throw new Error(`exactRanks: kernel 'onnx' must load and prove itself; got: ${reason} Leave \`kernel\` out.`)
    }
    refused.push({ engine, reason })
  }
  throw new Error(`exactRanks: typed arrays must multiply; got ${refused.map(({ reason }) => reason).join(' ')}`)
}

export function openProducts(engine: EngineName, options: ProductsOptions): Promise<Products> | Products {
  return engine === 'onnx' ? onnxProducts(options) : kernelProducts(engine, options)
}

export function multiplications({ queries, documents }: Sizes): number {
  return queries.rows * documents.rows * documents.columns
}

function usualEngine(sizes: Sizes): EngineName {
  return multiplications(sizes) >= manyMultiplications ? 'onnx' : 'simd'
}

async function objection(engine: EngineName, columns: number): Promise<string | undefined> {
  try {
    await proveOnce(engine, columns)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

const proofs = new Map<string, Promise<void>>()

/** Once a process and number of dimensions. */
function proveOnce(engine: EngineName, columns: number): Promise<void> {
  const key = `${engine} ${columns}`
  const proof = proofs.get(key) ?? proofOf(engine, columns)
  proofs.set(key, proof)
  return proof
}

/** Enough documents that several threads and every kind of edge take part, and few enough for typed arrays. */
async function proofOf(engine: EngineName, columns: number): Promise<void> {
  const open = (options: ProductsOptions): Promise<Products> | Products => openProducts(engine, options)
  if (engine === 'onnx') await prove(open, { reference: 'simd', columns, documents: 1031 })
  if (engine === 'simd') await prove(open, { reference: 'plain', columns, documents: 61 })
}
