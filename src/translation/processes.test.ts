import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type WordTranslatorOptions, wordTranslator } from '../../fixtures/word-translator.ts'
import { trainingPairs } from '../datasets/training-pairs.ts'
import { translate } from './translate.ts'

const flags = ['--experimental-strip-types', '--disable-warning=ExperimentalWarning', '--input-type=module']

const source = {
  name: 'questions',
  revision: '1',
  languages: ['en'],
  pairs: Array.from({ length: 40 }, (_, i) => ({
    concept: `c${i}`,
    translations: { en: { anchor: `Who is number ${i}?`, positive: `It is the one. She has ${i} cats.` } },
  })),
}
const sentences = 2 * (40 + 40 + 1)

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitest-retrieval-translate-processes-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** A process that translates, and notes what it asks for. */
function translating(cache: string, options: WordTranslatorOptions): ChildProcess {
  const module = (path: string): string => JSON.stringify(new URL(path, import.meta.url).href)
  const program = `
    import { wordTranslator } from ${module('../../fixtures/word-translator.ts')}
    import { trainingPairs } from ${module('../datasets/training-pairs.ts')}
    import { translate } from ${module('./translate.ts')}
    const pairs = trainingPairs(${JSON.stringify(source)})
    const translator = wordTranslator(${JSON.stringify(options)})
    console.log((await translate(pairs, translator, ['de', 'es'], { cache: ${JSON.stringify(cache)} })).pairs.hash)`
  return spawn(process.execPath, [...flags, '--eval', program], { stdio: ['ignore', 'pipe', 'inherit'] })
}

async function said(child: ChildProcess): Promise<string> {
  const pieces: string[] = []
  child.stdout?.on('data', (piece) => pieces.push(String(piece)))
  await once(child, 'close')
  return pieces.join('').trim()
}

async function asked(log: string): Promise<string[]> {
  const text = await readFile(log, 'utf8').catch(() => '')
  return text.split('\n').filter(Boolean)
}

async function hashAtOnce(): Promise<string> {
  return (await translate(trainingPairs(source), wordTranslator(), ['de', 'es'], { cache: false })).pairs.hash
}

describe('several processes', { timeout: 60_000 }, () => {
  test('go on where one was killed, and ask again for nothing that it had', async () => {
    const [cache, log] = [join(folder, 'killed'), join(folder, 'killed.log')]
    const batch = 7
    // Stands still in its sixteenth group, which is in the second language.
    const child = translating(cache, { log, batch, calls: 15 })
    while ((await asked(log)).length < 16 * batch - 3) await delay(20)
    child.kill('SIGKILL')
    await once(child, 'close')
    const before = await asked(log)
    const translator = wordTranslator({ batch })
    const { pairs } = await translate(trainingPairs(source), translator, ['de', 'es'], { cache })
    expect(pairs.hash).toBe(await hashAtOnce())
    // Twelve groups of German, the last of four.
    expect(before.length).toBe(sentences / 2 + 4 * batch)
    expect(translator.asked).toHaveLength(sentences / 2 - 3 * batch)
  })

  test('killed at any time, lose no more than the group that they were at', async () => {
    const [cache, log] = [join(folder, 'often'), join(folder, 'often.log')]
    const batch = 5
    for (let kills = 1; kills <= 3; kills++) {
      const child = translating(cache, { log, batch, pause: 10 })
      const aim = 45 * kills - 20
      while ((await asked(log)).length < aim && child.exitCode === null) await delay(3)
      child.kill('SIGKILL')
      await once(child, 'close')
    }
    const translator = wordTranslator({ batch })
    const { pairs } = await translate(trainingPairs(source), translator, ['de', 'es'], { cache })
    expect(pairs.hash).toBe(await hashAtOnce())
    expect((await asked(log)).length + translator.asked.length).toBeLessThanOrEqual(sentences + 3 * batch)
  })

  test('share the work of one', async () => {
    const [cache, log] = [join(folder, 'shared'), join(folder, 'shared.log')]
    const hashes = await Promise.all([1, 2].map(() => said(translating(cache, { log, batch: 20, pause: 10 }))))
    expect(hashes).toEqual(Array(2).fill(await hashAtOnce()))
    expect(await asked(log)).toHaveLength(sentences)
  })
})
