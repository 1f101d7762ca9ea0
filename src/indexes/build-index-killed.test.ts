import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { place } from '../../fixtures/contracts/search-index.ts'
import { type MilvusServer, milvusAbsent, milvusServer } from '../../fixtures/milvus-server.ts'
import { anglesOf, numbered } from '../../fixtures/numbered-documents.ts'
import { atAngles } from '../../fixtures/two-by-two.ts'
import { buildIndex } from './build-index.ts'
import { exactIndex } from './exact-index.ts'
import { milvus } from './milvus/milvus.ts'
import type { SearchIndex } from './search-index.ts'

let root = ''
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'build-index-killed-'))
})
afterAll(async () => await rm(root, { recursive: true }))

const documents = 1000
/** Documents that a process encodes before it stands still: however late it is killed, it has not come to the end. */
const most = 400

describe('a build whose process is killed', { timeout: 120_000 }, () => {
  test('goes on in a folder, twice', async () => {
    const journal = join(root, place())
    const where = { dimensions: 2, folder: join(root, place()) }
    const open = `exactIndex(${JSON.stringify(where)})`
    expect(await killedWhenIn(200, building(open, journal))).toBe('SIGKILL')
    expect(await killedWhenIn(450, building(open, journal))).toBe('SIGKILL')
    await endsAsUninterrupted(await exactIndex(where), journal)
  })
})

describe.skipIf(milvusAbsent)(
  `a build into Milvus whose process is killed${milvusAbsent ? ` (${milvusAbsent})` : ''}`,
  { timeout: 120_000 },
  () => {
    let server: MilvusServer
    beforeAll(async () => {
      server = await milvusServer()
    }, 120_000)
    afterAll(async () => await server?.[Symbol.asyncDispose]())

    test('goes on, twice', async () => {
      const journal = join(root, place())
      const where = { address: server.address, collection: place(), dimensions: 2, index: 'FLAT' } as const
      const open = `milvus(${JSON.stringify(where)})`
      expect(await killedWhenIn(200, building(open, journal))).toBe('SIGKILL')
      expect(await killedWhenIn(450, building(open, journal))).toBe('SIGKILL')
      await endsAsUninterrupted(await milvus(where), journal)
    })
  },
)

/** @param open an expression that opens the index */
function building(open: string, journal: string): ChildProcess {
  const from = (module: string): string => JSON.stringify(new URL(module, import.meta.url).href)
  const program = `
    import { setTimeout as delay } from 'node:timers/promises'
    import { buildIndex } from ${from('./build-index.ts')}
    import { exactIndex } from ${from('./exact-index.ts')}
    import { milvus } from ${from('./milvus/milvus.ts')}
    import { angles, anglesOf, numbered } from ${from('../../fixtures/numbered-documents.ts')}
    let encoded = 0
    const slowly = async (texts, options) => {
      encoded += texts.length
      return await delay(encoded > ${most} ? 600_000 : 5, await angles.encode(texts, options))
    }
    await buildIndex({
      dataset: numbered(${documents}),
      encoder: anglesOf(slowly),
      index: await ${open},
      batch: 20,
      journal: ${JSON.stringify(journal)},
      onProgress: ({ done }) => process.stdout.write(done + '\\n'),
    })`
  const flags = ['--experimental-strip-types', '--disable-warning=ExperimentalWarning', '--input-type=module']
  return spawn(process.execPath, [...flags, '--eval', program], { stdio: ['ignore', 'pipe', 'inherit'] })
}

/** @returns what ended it */
async function killedWhenIn(wanted: number, child: ChildProcess): Promise<string | null> {
  child.stdout?.on('data', (lines: Buffer) => {
    const done = Math.max(...String(lines).trim().split('\n').map(Number))
    if (done >= wanted) child.kill('SIGKILL')
  })
  const [, signal] = (await once(child, 'exit')) as [number | null, string | null]
  return signal
}

/** Builds to the end, and compares with an index that was built at one go. */
async function endsAsUninterrupted(index: SearchIndex, journal: string): Promise<void> {
  const dataset = numbered(documents)
  const whole = await exactIndex({ dimensions: 2 })
  await buildIndex({ dataset, encoder: anglesOf(), index: whole })
  const had = await index.count()
  const { added } = await buildIndex({ dataset, encoder: anglesOf(), index, journal, batch: 20 })
  expect(had).toBeGreaterThanOrEqual(450)
  expect([had + added, await index.count('de')]).toEqual([documents, await whole.count('de')])
  const queries = atAngles(0, 120, 240)
  expect(await index.search(queries, { k: documents })).toEqual(await whole.search(queries, { k: documents }))
  await index.close()
}
