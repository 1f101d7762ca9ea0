import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { place } from '../../fixtures/contracts/search-index.ts'
import { twoByTwo } from '../../fixtures/two-by-two.ts'
import { staticEncoder } from '../encoders/static.ts'
import { buildIndex } from './build-index.ts'
import { exactIndex } from './exact-index.ts'

let root = ''
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'build-index-'))
})
afterAll(async () => await rm(root, { recursive: true }))

const encoder = staticEncoder({ dimensions: 8 })

describe('buildIndex', () => {
  test('puts the documents of all languages into one index, and adds nothing when it is called again', async () => {
    const index = await exactIndex({ dimensions: 8 })
    const journal = join(root, place())
    const first = await buildIndex({ dataset: twoByTwo, encoder, index, journal })
    const again = await buildIndex({ dataset: twoByTwo, encoder, index, journal })
    expect([first.added, again.added]).toEqual([4, 0])
    expect([await index.count(), await index.count('de')]).toEqual([4, 2])
    const [hits] = await index.search(
      await first.encoder.encode([{ language: 'de', text: 'zwei' }], { role: 'query' }),
      {
        k: 1,
        language: 'de',
      },
    )
    expect(hits?.documents).toEqual(['de2'])
  })
})
