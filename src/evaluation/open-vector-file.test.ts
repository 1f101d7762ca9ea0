import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fc, test as propertyTest } from '@fast-check/vitest'
import { afterAll, describe, expect, test } from 'vitest'
import { rankingProblem } from '../../fixtures/arbitraries.ts'
import { widenF16 } from '../formats/half-floats.ts'
import { narrowF16 } from '../formats/narrow-halves.ts'
import { writeSafetensors } from '../formats/write-safetensors.ts'
import { type Matrix, matrix, type UnitRows, unitRows } from '../matrix.ts'
import { exactRanks } from '../search/ranks.ts'
import { streamedRanks } from '../search/streamed-ranks.ts'
import { heldVectors } from './document-vectors.ts'
import { type OpenVectorFileOptions, openVectorFile } from './open-vector-file.ts'
import { writeVectorFile } from './write-vector-file.ts'

const root = mkdtempSync(join(tmpdir(), 'open-vector-file-'))
afterAll(() => rmSync(root, { recursive: true }))
let files = 0
const newFile = (): string => join(root, `${++files}.safetensors`)

/** Each row points in a direction of its own. */
function directions(count: number): UnitRows {
  const data = Float32Array.from({ length: 2 * count }, (_, i) => (i % 2 === 0 ? Math.cos : Math.sin)(i >> 1))
  return unitRows(matrix(count, 2, data))
}

function* blocksOf({ rows, columns, data }: Matrix, size: number): Generator<UnitRows> {
  for (let from = 0; from < rows; from += size) {
    const part = data.slice(from * columns, (from + size) * columns)
    yield unitRows(matrix(part.length / columns, columns, part))
  }
}

/** What 16 bits leave of numbers. */
function rounded(data: Float32Array): Float32Array<ArrayBuffer> {
  const [halves, out] = [new Uint16Array(data.length), new Float32Array(data.length)]
  narrowF16(data, halves)
  widenF16(halves, out)
  return out
}

async function written(rows: UnitRows, precision: 'float32' | 'float16'): Promise<string> {
  const path = newFile()
  await writeVectorFile(path, blocksOf(rows, 3), { rows: rows.rows, columns: rows.columns, precision })
  return path
}

describe('openVectorFile', () => {
  test('reads what its bytes say, in 16 and in 32 bits', async () => {
    const header = (dtype: string, end: number) =>
      JSON.stringify({ v: { dtype, shape: [2, 2], data_offsets: [0, end] } }).padEnd(64)
    for (const [dtype, hex] of [
      ['F16', '003c0000000000bc'],
      ['F32', '0000803f0000000000000000000080bf'],
    ] as const) {
      const path = newFile()
      const length = Buffer.from([64, 0, 0, 0, 0, 0, 0, 0])
      writeFileSync(path, Buffer.concat([length, Buffer.from(header(dtype, hex.length / 2)), Buffer.from(hex, 'hex')]))
      const file = await openVectorFile(path)
      expect(file).toMatchObject({ rows: 2, columns: 2, precision: dtype === 'F16' ? 'float16' : 'float32' })
      expect([...(await file.pick([0, 1])).data]).toEqual([1, 0, 0, -1])
      await file.close()
    }
  })

  propertyTest.prop([fc.integer({ min: 1, max: 40 }), fc.array(fc.nat(), { maxLength: 9 }), fc.boolean()])(
    'gives back what was written, but for rounding to 16 bits where that is wanted',
    async (count, draws, isHalf) => {
      const all = directions(count)
      const stored = isHalf ? unitRows(matrix(count, 2, rounded(all.data))) : all
      const file = await openVectorFile(await written(all, isHalf ? 'float16' : 'float32'))
      const blocks: number[] = []
      for await (const { data } of file.blocks()) blocks.push(...data)
      const rows = draws.map((draw) => draw % count)
      const some = await file.pick(rows)
      await file.close()
      expect(blocks).toEqual([...stored.data])
      expect(some).toEqual(await heldVectors(stored).pick(rows))
    },
  )

  test('reads files of more than one block', async () => {
    const all = directions(1_100_000)
    const path = newFile()
    await writeVectorFile(path, [all], { rows: all.rows, columns: 2, precision: 'float16' })
    const file = await openVectorFile(path)
    const sizes: number[] = []
    for await (const { rows } of file.blocks()) sizes.push(rows)
    expect(sizes).toEqual([1_048_576, 51_424])
    expect((await file.pick([1_099_999])).data).toEqual(rounded(all.data.slice(-2)))
    await file.close()
  })

  propertyTest.prop([rankingProblem, fc.boolean()], { numRuns: 40 })(
    'streams to the ranks of the same numbers held in memory',
    async ({ block: _, threads: __, ...drawn }, isHalf) => {
      const { documents } = drawn
      const held = isHalf ? { ...documents, data: rounded(documents.data) } : documents
      const file = await openVectorFile(await written(documents, isHalf ? 'float16' : 'float32'))
      const ranks = await streamedRanks({ ...drawn, documents: file })
      await file.close()
      expect(ranks).toEqual(await exactRanks({ ...drawn, documents: held as UnitRows }))
    },
  )

  test.each<[OpenVectorFileOptions, string]>([
    [{ columns: 3 }, 'must have 3 columns; got 2.'],
    [{ rows: 4 }, 'must have 4 rows; got 5.'],
    [{ precision: 'float16' }, 'must hold float16; got float32.'],
    [{ tensor: 'v' }, 'must hold a tensor "v"; got 1: embeddings.'],
  ])('refuses a file that is not as wanted: %j', async (wanted, message) => {
    await expect(openVectorFile(await written(directions(5), 'float32'), wanted)).rejects.toThrow(message)
  })

  test('refuses tensors that are no vectors, and names a row that is not of length 1', async () => {
    const path = newFile()
    const one = { shape: [2, 1], data: Float32Array.of(1, Number.NaN) }
    await writeSafetensors(
      path,
      new Map([
        ['a', one],
        ['b', one],
      ]),
    )
    await expect(openVectorFile(path)).rejects.toThrow('must hold one tensor, or tensor must name one; got 2: a, b.')
    const file = await openVectorFile(path, { tensor: 'a' })
    await expect(file.pick([0, 1])).rejects.toThrow(
      `openVectorFile: ${path}, rows from 0 on: every row must be finite and of length 1; row 1 of 2 has a value that`,
    )
    await expect(file.pick([2])).rejects.toThrow('has 2 rows; got row 2.')
    await file.close()
    await writeSafetensors(path, new Map([['a', { shape: [2], data: Int32Array.of(1, 2) }]]))
    await expect(openVectorFile(path)).rejects.toThrow('must be rows × columns of F32 or F16; got I32 [2].')
  })

  test('notices that a file became shorter', async () => {
    const path = await written(directions(5), 'float16')
    const file = await openVectorFile(path)
    truncateSync(path, readFileSync(path).length - 4)
    await expect(file.pick([4])).rejects.toThrow('must be as long as when it was opened')
    await file.close()
  })

  const python = process.env['VITEST_RETRIEVAL_PYTHON']
  test.skipIf(!python)('reads what NumPy writes, and NumPy reads what is written', async () => {
    const [theirs, ours] = [newFile(), await written(directions(4), 'float16')]
    const program = `import json, sys, numpy
from safetensors.numpy import load_file, save_file
v = numpy.array([[0.6, 0.8], [1, 0]]).astype('float16')
save_file({'v': v}, sys.argv[1])
print(json.dumps(load_file(sys.argv[2])['embeddings'].astype('float64').ravel().tolist()))`
    const read = JSON.parse(execFileSync(python!, ['-c', program, theirs, ours], { encoding: 'utf8' })) as number[]
    expect(read).toEqual([...rounded(directions(4).data)])
    const file = await openVectorFile(theirs)
    expect([...(await file.pick([0, 1])).data]).toEqual([...rounded(Float32Array.of(0.6, 0.8, 1, 0))])
    await file.close()
  })
})

describe('writeVectorFile', () => {
  test.each([
    [4, 2, 'blocks must add up to 4 rows of 2 numbers; got rows up to 5 of 2.'],
    [6, 2, 'blocks must add up to 6 rows of 2 numbers; got 5.'],
    [5, 3, 'blocks must add up to 5 rows of 3 numbers; got rows up to 3 of 2.'],
  ])('leaves nothing behind where the blocks are not %i rows of %i numbers', async (rows, columns, message) => {
    const path = join(root, 'refused', 'v.safetensors')
    await expect(writeVectorFile(path, blocksOf(directions(5), 3), { rows, columns })).rejects.toThrow(message)
    expect(readdirSync(join(root, 'refused'))).toEqual([])
  })
})
