import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openJournal } from './build-index-journal.ts'

let root = ''
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'build-journal-'))
})
afterAll(async () => await rm(root, { recursive: true }))
beforeEach(async () => await rm(join(root, 'build.jsonl'), { force: true }))

const identity = { dataset: 'a', seed: 1 }
const content = (): Promise<string> => readFile(join(root, 'build.jsonl'), 'utf8')

describe('openJournal', () => {
  test('goes on from the last whole line, over what was torn', async () => {
    await writeFile(join(root, 'build.jsonl'), '{"dataset":"a","seed":1}\n12\n24\n3')
    const journal = await openJournal(root, identity)
    expect(journal.reached).toBe(24)
    await journal.added(36)
    await journal.close()
    expect(await content()).toBe('{"dataset":"a","seed":1}\n12\n24\n36\n')
  })

  test.for(['', '{"dataset":"a","se'])('begins anew where not even its first line is whole: %s', async (torn) => {
    await writeFile(join(root, 'build.jsonl'), torn)
    const journal = await openJournal(root, identity)
    await journal.close()
    expect(journal.reached).toBeUndefined()
    expect(await content()).toBe('{"dataset":"a","seed":1}\n')
  })

  test('knows a build that had begun and added nothing', async () => {
    await (await openJournal(root, identity)).close()
    const journal = await openJournal(root, { seed: 1, dataset: 'a' })
    await journal.close()
    expect(journal.reached).toBe(0)
  })

  test('says what differs of a build without it', async () => {
    await (await openJournal(root, { dataset: 'a' })).close()
    await expect(openJournal(root, identity)).rejects.toThrow('of a build with the seed 1; got nothing. Give another')
  })
})
