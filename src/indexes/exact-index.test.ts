import { appendFile, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fc, test as property } from '@fast-check/vitest'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { place } from '../../fixtures/contracts/search-index.ts'
import { atAngles } from '../../fixtures/two-by-two.ts'
import { vectorizedDataset } from '../../fixtures/vectorized-dataset.ts'
import { matrix, row, unitRows } from '../matrix.ts'
import { seeded } from '../random.ts'
import { search } from '../search/search.ts'
import { bestHits } from './best-hits.ts'
import { exactIndex } from './exact-index.ts'
import { pairScore } from './pair-score.ts'

let root = ''
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'exact-index-'))
})
afterAll(async () => await rm(root, { recursive: true }))

const four = ['en1', 'de1', 'en2', 'de2'].map((id) => ({ id, language: id.slice(0, 2) }))

describe('exactIndex', () => {
  test('finds by hand what lies nearest, in all languages or one', async () => {
    const index = await exactIndex({ dimensions: 2 })
    await index.add(four, atAngles(10, 60, 100, 45))
    const [all] = await index.search(atAngles(50), { k: 3 })
    const [english] = await index.search(atAngles(50), { k: 3, language: 'en' })
    expect(all?.documents).toEqual(['de2', 'de1', 'en1'])
    expect(all?.scores[0]).toBeCloseTo(Math.cos((5 / 180) * Math.PI), 6)
    expect(english?.documents).toEqual(['en1', 'en2'])
  })

  test('goes on from what its folder holds', async () => {
    const folder = join(root, place())
    const first = await exactIndex({ dimensions: 2, folder })
    await first.add(four.slice(0, 2), atAngles(10, 60))
    await first.close()
    const second = await exactIndex({ dimensions: 2, folder })
    await second.add(four.slice(2), atAngles(100, 45))
    const [hits] = await second.search(atAngles(0), { k: 9 })
    expect(hits?.documents).toEqual(['en1', 'de2', 'de1', 'en2'])
    await second.close()
  })

  property.prop([vectorizedDataset, fc.integer({ min: 1, max: 50 }), fc.constantFrom(undefined, 'de', 'sw')], {
    numRuns: 30,
  })(
    'ranks as comparing everything does, in memory and from a file, for every data set',
    async ({ data, queries, documents }, k, language) => {
      const own = [...data.documents.keys()].filter(
        (at) => language === undefined || data.documents[at]!.language === language,
      )
      const naive = Array.from({ length: queries.rows }, (_, query) =>
        bestHits(
          own.map((at) => ({ id: data.documents[at]!.id, score: pairScore(row(queries, query), row(documents, at)) })),
          k,
        ),
      )
      for (const folder of [undefined, join(root, place())]) {
        const index = await exactIndex({ dimensions: 2, ...(folder && { folder }) })
        await index.add(data.documents, documents)
        expect(await index.search(queries, { k, ...(language && { language }) })).toEqual(naive)
        await index.close()
      }
    },
  )

  property.prop([vectorizedDataset])(
    'ranks as search() does, for every data set',
    async ({ data, queries, documents }) => {
      const index = await exactIndex({ dimensions: 2 })
      await index.add(data.documents, documents)
      const ids = { queryIds: data.queries.map(({ id }) => id), documentIds: data.documents.map(({ id }) => id) }
      const wanted = await search({ queries, documents, ...ids, k: 10, kernel: 'simd' })
      const found = await index.search(queries, { k: 10 })
      expect(found.map((hits, query) => ({ query: ids.queryIds[query]!, ...hits }))).toEqual(wanted)
    },
  )

  test.for(['memory', 'folder'])('finds what was there when it was asked, while more is added: %s', async (kind) => {
    const index = await exactIndex({ dimensions: 2, ...(kind === 'folder' && { folder: join(root, place()) }) })
    await index.add(four.slice(0, 2), atAngles(10, 60))
    const [found] = await Promise.all([
      index.search(atAngles(0), { k: 9 }),
      index.add(four.slice(2, 3), atAngles(100)),
      index.add(four.slice(3), atAngles(45)),
    ])
    expect(found[0]?.documents).toEqual(['en1', 'de1'])
    expect((await index.search(atAngles(0), { k: 9 }))[0]?.documents).toEqual(['en1', 'de2', 'de1', 'en2'])
    await index.close()
  })

  test('orders equal scores by ids that came after a search as well', async () => {
    const index = await exactIndex({ dimensions: 2 })
    const add = (...ids: string[]): Promise<void> =>
      index.add(
        ids.map((id) => ({ id, language: 'en' })),
        atAngles(...ids.map(() => 30)),
      )
    await add('b', 'd')
    await index.search(atAngles(0), { k: 1 })
    await add('a', 'e', 'c')
    expect((await index.search(atAngles(0), { k: 9 }))[0]?.documents).toEqual(['e', 'd', 'c', 'b', 'a'])
    expect((await index.search(atAngles(0), { k: 4, language: 'en' }))[0]?.documents).toEqual(['e', 'd', 'c', 'b'])
  })

  test('reads rows of a language from its file wherever they lie: close together, far apart, and more than one reading takes', async () => {
    const { documents, vectors } = long(600, 4096)
    const [memory, file] = [
      await exactIndex({ dimensions: 4096 }),
      await exactIndex({ dimensions: 4096, folder: join(root, place()) }),
    ]
    for (const index of [memory, file]) await index.add(documents, vectors)
    const queries = unitRows(matrix(3, 4096, vectors.data.slice(0, 3 * 4096)))
    for (const options of [{}, { language: 'often' }, { language: 'rare' }]) {
      expect(await file.search(queries, { k: 600, ...options })).toEqual(
        await memory.search(queries, { k: 600, ...options }),
      )
    }
    expect(await file.count('rare')).toBe(12)
    await file.close()
  })

  test('writes over what a process that was killed had begun to add', async () => {
    const folder = join(root, place())
    const before = await exactIndex({ dimensions: 2, folder })
    await before.add(four.slice(0, 2), atAngles(10, 60))
    await before.close()
    await appendFile(join(folder, 'documents.jsonl'), '["torn","e')
    await appendFile(join(folder, 'vectors.f32'), Buffer.alloc(5))
    const after = await exactIndex({ dimensions: 2, folder })
    expect(await after.count()).toBe(2)
    await after.add(four.slice(2), atAngles(100, 45))
    await after.close()
    const again = await exactIndex({ dimensions: 2, folder })
    const [hits] = await again.search(atAngles(0), { k: 9 })
    expect(hits?.documents).toEqual(['en1', 'de2', 'de1', 'en2'])
    await again.close()
  })

  describe('with a damaged folder', () => {
    const damages: readonly { name: string; damage: (folder: string) => Promise<void>; message: RegExp }[] = [
      {
        name: 'a row too few',
        damage: (folder) => truncate(join(folder, 'vectors.f32'), 31),
        message: /vectors\.f32: must hold 4 rows of 8 bytes; got 31 bytes/,
      },
      {
        name: 'a document too few',
        damage: (folder) => truncate(join(folder, 'documents.jsonl'), 26),
        message: /documents\.jsonl: must hold 4 documents/,
      },
      {
        name: 'a line that is no document',
        damage: async (folder) => {
          const path = join(folder, 'documents.jsonl')
          await writeFile(path, (await readFile(path, 'utf8')).replace('["de1","de"]', '["de1", 77 ]'))
        },
        message: /documents\.jsonl:2: must be \["id","language"\]/,
      },
      {
        name: 'no manifest in it',
        damage: (folder) => writeFile(join(folder, 'manifest.json'), '{"schema":2}'),
        message: /manifest\.json: an index's manifest must hold/,
      },
      {
        name: 'a manifest torn in two',
        damage: (folder) => writeFile(join(folder, 'manifest.json'), '{"schema":1,'),
        message: /manifest\.json:1:13: the text must be JSON/,
      },
    ]

    test.for(damages)('says which file has $name', async ({ damage, message }) => {
      const folder = join(root, place())
      const index = await exactIndex({ dimensions: 2, folder })
      await index.add(four, atAngles(10, 60, 100, 45))
      await index.close()
      await damage(folder)
      await expect(exactIndex({ dimensions: 2, folder })).rejects.toThrow(message)
    })
  })

  test('says where a value that is no number stands in its file', async () => {
    const folder = join(root, place())
    const index = await exactIndex({ dimensions: 2, folder })
    await index.add(four, atAngles(10, 60, 100, 45))
    const bytes = await readFile(join(folder, 'vectors.f32'))
    bytes.writeFloatLE(Number.NaN, 16)
    await writeFile(join(folder, 'vectors.f32'), bytes)
    await expect(index.search(atAngles(0), { k: 1 })).rejects.toThrow(/vectors\.f32.*row 2 of 4 has a value/)
    await index.close()
  })

  test('refuses a folder of other dimensions, and dimensions that are none', async () => {
    const folder = join(root, place())
    await (await exactIndex({ dimensions: 2, folder })).close()
    await expect(exactIndex({ dimensions: 3, folder })).rejects.toThrow('holds vectors of 2 dimensions; got 3')
    await expect(exactIndex({ dimensions: 0 })).rejects.toThrow('dimensions must be a positive integer; got 0')
  })

  test('refuses to add to a folder that another one has added to', async () => {
    const folder = join(root, place())
    const [one, other] = [await exactIndex({ dimensions: 2, folder }), await exactIndex({ dimensions: 2, folder })]
    await one.add(four.slice(0, 2), atAngles(10, 60))
    await expect(other.add(four.slice(2), atAngles(100, 45))).rejects.toThrow('got 2 documents where this one knows 0')
    await Promise.all([one.close(), other.close()])
  })
})

/** Rows of 16 KiB, of which 256 are read at once, each 50th in a rare language. */
function long(count: number, columns: number) {
  const random = seeded(5)
  const data = Float32Array.from({ length: count * columns }, () => (random() < 0.5 ? -1 : 1) / Math.sqrt(columns))
  const documents = Array.from({ length: count }, (_, at) => {
    const language = at % 50 === 7 ? 'rare' : at % 2 === 0 ? 'often' : 'other'
    return { id: `d${at}`, language }
  })
  return { documents, vectors: unitRows(matrix(count, columns, data)) }
}
