import { readFile } from 'node:fs/promises'
import { type Matrix, unitRows } from '../../src/matrix.ts'
import type { AskedRanks, RankingProblem } from '../../src/search/ranks.ts'

/** The problem that the peer's script wrote with `--save`, as ours: each query asks about the documents of its concept. */
export async function readRankingProblem(path: string): Promise<RankingProblem> {
  const tensors = safetensors(await readFile(path))
  const byConcept = Map.groupBy(tensors.integers('document_concept').entries(), ([, concept]) => concept)
  const relevant = (concept: number): number[] => byConcept.get(concept)?.map(([row]) => row) ?? []
  return {
    queries: unitRows(tensors.matrix('queries')),
    documents: unitRows(tensors.matrix('documents')),
    pool: tensors.integers('document_language').map((language, row) => ({ id: `d${row}`, language: `l${language}` })),
    asked: tensors.integers('query_concept').map(relevant),
  }
}

/** What the peer prints to compare results by: the means over queries of AP and of rank distance in the whole pool. */
export function multilingual(ranks: readonly AskedRanks[]): { readonly ap: number; readonly distance: number } {
  const sorted = ranks.map(({ pool }) => pool.toSorted((a, b) => a - b))
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
  const aps = sorted.map((found) => sum(found.map((rank, i) => (i + 1) / rank)) / Math.max(1, found.length))
  const distances = sorted.filter(({ length }) => length > 1).map((found) => found.at(-1)! - found[0]!)
  return { ap: sum(aps) / aps.length, distance: sum(distances) / distances.length }
}

/** A file of safetensors: the length of a JSON header as 64 bits, the header, and the tensors where it says. */
function safetensors(file: Buffer): { matrix(name: string): Matrix; integers(name: string): number[] } {
  const start = 8 + Number(file.readBigUInt64LE())
  const header = JSON.parse(file.toString('utf8', 8, start)) as Record<string, Tensor>
  const bytes = ({ data_offsets: [from, to] }: Tensor): ArrayBuffer =>
    Uint8Array.from(file.subarray(start + from, start + to)).buffer
  return {
    matrix(name) {
      const [rows, columns] = header[name]!.shape as [number, number]
      return { rows, columns, data: new Float32Array(bytes(header[name]!)) }
    },
    integers: (name) => Array.from(new BigInt64Array(bytes(header[name]!)), Number),
  }
}

interface Tensor {
  readonly shape: readonly number[]
  readonly data_offsets: readonly [from: number, to: number]
}
