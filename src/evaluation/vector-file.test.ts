import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fc, test } from '@fast-check/vitest'
import { afterAll, afterEach, describe, expect, vi } from 'vitest'
import { matrix, row, type UnitRows, unitRows } from '../matrix.ts'
import { heldVectors } from './document-vectors.ts'
import { vectorFile } from './vector-file.ts'

const root = mkdtempSync(join(tmpdir(), 'vector-file-'))
afterAll(() => rmSync(root, { recursive: true }))
afterEach(() => vi.unstubAllEnvs())

/** Each row points in a direction of its own. */
function directions(count: number): UnitRows {
  const data = Float32Array.from({ length: 2 * count }, (_, i) => (i % 2 === 0 ? Math.cos : Math.sin)(i >> 1))
  return unitRows(matrix(count, 2, data))
}

describe('vectorFile', () => {
  test.prop([fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 70 }), fc.array(fc.nat(), { maxLength: 30 })])(
    'gives back what was appended, all in order and any rows in any order',
    async (count, size, draws) => {
      vi.stubEnv('VITEST_RETRIEVAL_CACHE', root)
      const all = directions(count)
      const file = await vectorFile(2)
      for (let from = 0; from < count; from += size) {
        const part = all.data.slice(2 * from, 2 * (from + size))
        await file.append(unitRows(matrix(part.length / 2, 2, part)))
      }
      const blocks: number[] = []
      for await (const { data } of file.blocks()) blocks.push(...data)
      const rows = draws.map((draw) => draw % count)
      const [picked, held] = [await file.pick(rows), await heldVectors(all).pick(rows)]
      await file.close()
      expect(file).toMatchObject({ rows: count, columns: 2 })
      expect(blocks).toEqual([...all.data])
      expect(picked).toEqual(held)
      expect([...held.data]).toEqual(rows.flatMap((each) => [...row(all, each)]))
    },
  )

  test('reads rows that lie far apart', async () => {
    vi.stubEnv('VITEST_RETRIEVAL_CACHE', root)
    const all = directions(30_000)
    const file = await vectorFile(2)
    await file.append(all)
    const rows = [29_999, 0, 15_000, 3]
    expect(await file.pick(rows)).toEqual(await heldVectors(all).pick(rows))
    await file.close()
  })

  test('refuses a row that was never written', async () => {
    const file = await vectorFile(2)
    await expect(file.pick([0])).rejects.toThrow('vectorFile: a row must have been written before it is read.')
    await file.close()
  })

  test('lies in the system’s folder where that for caches cannot be made', async () => {
    const notAFolder = join(root, 'file')
    writeFileSync(notAFolder, '')
    vi.stubEnv('VITEST_RETRIEVAL_CACHE', notAFolder)
    const file = await vectorFile(2)
    await file.append(directions(3))
    expect((await file.pick([1])).data).toEqual(row(directions(3), 1).slice())
    await file.close()
    expect(readdirSync(root)).toContain('file')
  })
})
