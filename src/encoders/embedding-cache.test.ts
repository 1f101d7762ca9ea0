import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { renameSync, rmSync } from 'node:fs'
import { chmod, mkdtemp, readdir, readFile, rename, rm, symlink, truncate, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fc, test as propertyTest } from '@fast-check/vitest'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type EmbeddingCache, embeddingCache } from './embedding-cache.ts'

/** 32 characters for a number: what the hash of a text is. */
function textOf(number: number): string {
  return String(number).padStart(32, '\u00ff')
}

/** Vectors that tell texts apart, with numbers that are not short in binary. */
function segmentOf(numbers: readonly number[], dimensions = 3) {
  const rows = Float32Array.from({ length: numbers.length * dimensions }, (_, i) => {
    return Math.sin(numbers[Math.floor(i / dimensions)]! * 10 + (i % dimensions))
  })
  return { texts: numbers.map(textOf), rows }
}

let folder: string
let warnings: string[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'embedding-cache-'))
  warnings = []
})
afterEach(async () => {
  await chmod(folder, 0o700)
  await rm(folder, { recursive: true, force: true })
})

function open(key = 'a', dimensions = 3): EmbeddingCache {
  return embeddingCache({ folder, key, dimensions, onWarning: (warning) => warnings.push(warning) })
}

/** The vectors of the texts that are known, and which are not. */
async function read(cache: EmbeddingCache, numbers: readonly number[], dimensions = 3) {
  const out = new Float32Array(numbers.length * dimensions)
  const missing = await cache.read(new Map(numbers.map((number, row) => [textOf(number), row])), out)
  return { out, missing: [...missing.values()].map((row) => numbers[row]!) }
}

/** The files of the only key. */
async function files(): Promise<string[]> {
  const [key = ''] = await readdir(join(folder, 'embeddings'))
  return (await readdir(join(folder, 'embeddings', key))).map((name) => join(folder, 'embeddings', key, name)).sort()
}

describe('embeddingCache', () => {
  test('gives back what was written, to the rows that are asked for', async () => {
    await open().write(segmentOf([1, 2]))
    await open().write(segmentOf([3]))
    const { out, missing } = await read(open(), [3, 4, 1])
    expect(missing).toEqual([4])
    expect(out).toEqual(Float32Array.of(...segmentOf([3]).rows, 0, 0, 0, ...segmentOf([1]).rows))
    expect(warnings).toEqual([])
  })

  test('knows nothing of another key, nor before anything was written', async () => {
    expect((await read(open(), [1])).missing).toEqual([1])
    await open('query: ').write(segmentOf([1]))
    expect((await read(open('passage: '), [1])).missing).toEqual([1])
    expect((await read(open('query: '), [1])).missing).toEqual([])
  })

  test('never changes a file, and writes equal vectors to one file', async () => {
    await open().write(segmentOf([1, 2]))
    const [first = ''] = await files()
    const bytes = await readFile(first)
    await open().write(segmentOf([2, 1]))
    expect(await files()).toEqual([first])
    expect(await readFile(first)).toEqual(bytes)
  })

  test('reads no vectors of files that have none of the texts', async () => {
    await open().write(segmentOf([1]))
    const [file = ''] = await files()
    await truncate(file, (await readFile(file)).length - 4)
    expect((await read(open(), [1])).missing).toEqual([1])
  })

  const sets = fc.array(fc.array(fc.nat({ max: 20 }), { maxLength: 5 }), { maxLength: 5 })

  propertyTest.prop([sets, fc.array(fc.nat({ max: 20 }), { maxLength: 5 }).map((all) => [...new Set(all)])])(
    'knows exactly what was written, bit for bit, for all texts',
    async (written, asked) => {
      const key = String(Math.random())
      for (const numbers of written) await open(key).write(segmentOf(numbers))
      const { out, missing } = await read(open(key), asked)
      const known = new Set(written.flat())
      expect(missing.toSorted()).toEqual(asked.filter((number) => !known.has(number)).toSorted())
      asked.forEach((number, row) => {
        if (known.has(number)) expect(out.subarray(3 * row, 3 * row + 3)).toEqual(segmentOf([number]).rows)
      })
    },
    60_000,
  )
})

describe('damaged files', () => {
  test('are found at every byte, set aside and computed again', async () => {
    await open().write(segmentOf([1, 2]))
    const [file = ''] = await files()
    const bytes = await readFile(file)
    for (let at = 0; at < bytes.length; at++) {
      const altered = Buffer.from(bytes)
      altered[at]! ^= 1
      await writeFile(file, altered)
      const { out, missing } = await read(open(), [1, 2])
      const wrong = [1, 2].filter((number, row) => {
        return !missing.includes(number) && out[3 * row] !== segmentOf([number]).rows[0]
      })
      expect({ at, wrong }).toEqual({ at, wrong: [] })
    }
    expect(warnings.length).toBeGreaterThan(100)
  }, 60_000)

  test('are found when they are torn, and named', async () => {
    await open().write(segmentOf([1, 2]))
    const [file = ''] = await files()
    const whole = await readFile(file)
    for (const length of [0, 7, 50, whole.length - 24, whole.length - 1]) {
      await writeFile(file, whole.subarray(0, length))
      warnings = []
      expect((await read(open(), [1, 2])).missing).toEqual([1, 2])
      expect(await files()).toEqual([`${file}.damaged`])
      expect(warnings).toEqual([
        `embeddingCache: ${basename(file)} must be as it was written; got other contents. Its vectors are computed again, and it is renamed to .damaged.`,
      ])
      await rm(`${file}.damaged`)
    }
  })

  test('are not taken from under another name, key or length of vectors', async () => {
    await open('a').write(segmentOf([1]))
    const [file = ''] = await files()
    await writeFile(file.replace(/[0-9a-f]{8}\./, '00000000.'), await readFile(file))
    await rm(file)
    expect((await read(open('a'), [1])).missing).toEqual([1])
    await open('a').write(segmentOf([1]))
    expect((await read(open('a', 1), [1], 1)).missing).toEqual([1])
    expect(warnings).toHaveLength(2)
  })
})

describe('a folder that refuses', () => {
  test('warns once and forgets, where it cannot be made', async () => {
    await writeFile(join(folder, 'embeddings'), 'a file where the folder should be')
    const cache = open()
    await cache.write(segmentOf([1]))
    await cache.write(segmentOf([2]))
    for (const _ of [1, 2]) expect((await read(cache, [1])).missing).toEqual([1])
    expect(warnings).toHaveLength(2)
    expect(warnings[0]).toMatch(/^embeddingCache: the cache folder must be one that can be written to; got E[A-Z]+\. /)
    expect(warnings[1]).toMatch(/^embeddingCache: the cache folder must be one that can be read; got E[A-Z]+\. /)
  })

  test.skipIf(process.getuid?.() === 0)('still gives what it has, where it can only be read', async () => {
    await open().write(segmentOf([1]))
    const [file = ''] = await files()
    await chmod(join(file, '..'), 0o500)
    const cache = open()
    await cache.write(segmentOf([2]))
    expect((await read(cache, [1, 2])).missing).toEqual([2])
    expect(warnings).toHaveLength(1)
    await chmod(join(file, '..'), 0o700)
  })
})

describe('many files', () => {
  test('are put together to one with all vectors, and small files stay few', async () => {
    for (let number = 0; number < 16; number++) await open().write(segmentOf([number, number + 1]))
    expect(await files()).toHaveLength(1)
    for (let number = 16; number < 60; number++) await open().write(segmentOf([number, number + 1]))
    expect((await files()).length).toBeLessThan(16)
    const all = Array.from({ length: 61 }, (_, number) => number)
    const { out, missing } = await read(open(), all)
    expect(missing).toEqual([])
    expect(out).toEqual(segmentOf(all).rows)
  }, 60_000)

  test('are found where they went when another process puts them together while they are read', async () => {
    await open().write(segmentOf([1, 2]))
    const [together = ''] = await files()
    await rename(together, join(folder, 'together'))
    await open().write(segmentOf([1]))
    const [alone = ''] = await files()
    // Read first, and the warning about it is when the other process does its work.
    await writeFile(join(alone, '..', `${'0'.repeat(64)}.safetensors`), 'damaged')
    const onWarning = () => {
      renameSync(join(folder, 'together'), together)
      rmSync(alone)
    }
    const cache = embeddingCache({ folder, key: 'a', dimensions: 3, onWarning })
    expect((await read(cache, [1])).missing).toEqual([])
  })

  test('are not looked for without end', async () => {
    await open().write(segmentOf([1]))
    const [file = ''] = await files()
    await symlink('nowhere', join(file, '..', `${'0'.repeat(64)}.safetensors`))
    expect((await read(open(), [1, 2])).missing).toEqual([2])
    expect(warnings).toEqual([])
  })

  test('are put together without those that are damaged', async () => {
    for (let number = 0; number < 15; number++) await open().write(segmentOf([number]))
    const [file = ''] = await files()
    await truncate(file, 10)
    await open().write(segmentOf([15]))
    expect(await files()).toHaveLength(2)
    expect(
      (
        await read(
          open(),
          Array.from({ length: 16 }, (_, i) => i),
        )
      ).missing,
    ).toHaveLength(1)
  })

  test('of one process that has all the others lose nothing', async () => {
    const all = Array.from({ length: 15 }, (_, number) => number)
    await open().write(segmentOf(all))
    for (const number of all) await open().write(segmentOf([number]))
    expect(await files()).toHaveLength(1)
    expect((await read(open(), all)).missing).toEqual([])
  })

  test('lose half-written ones of processes that ended, and keep those that are being written', async () => {
    await open().write(segmentOf([0]))
    const [file = ''] = await files()
    await writeFile(`${file}.old.tmp`, '')
    await utimes(`${file}.old.tmp`, 0, 0)
    await writeFile(`${file}.new.tmp`, '')
    await open().write(segmentOf([1]))
    expect((await files()).filter((name) => name.endsWith('.tmp'))).toEqual([`${file}.new.tmp`])
  })
})

describe('several processes', () => {
  /** Writes numbers from a first one on, one a file, until killed or done. */
  const writer = `
    import { embeddingCache } from ${JSON.stringify(new URL('./embedding-cache.ts', import.meta.url).href)}
    const [folder, from, to] = process.argv.slice(1)
    const cache = embeddingCache({ folder, key: 'a', dimensions: 3, onWarning: (warning) => console.log(warning) })
    for (let number = Number(from); number < Number(to); number++) {
      const rows = Float32Array.from({ length: 3 }, (_, i) => Math.sin(number * 10 + i))
      await cache.write({ texts: [String(number).padStart(32, '\\u00ff')], rows })
      console.log('written ' + number)
    }`

  function start(from: number, to: number) {
    const flags = ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', writer]
    const child = spawn(process.execPath, [...flags, folder, String(from), String(to)])
    let output = ''
    child.stdout.on('data', (piece) => {
      output += piece
    })
    child.stderr.on('data', (piece) => {
      output += piece
    })
    return { child, ended: once(child, 'close'), lines: () => output.split('\n').filter(Boolean) }
  }

  test('write, put together and read at the same time without losing a vector', async () => {
    const processes = [0, 100, 200].map((from) => start(from, from + 40))
    await Promise.all(processes.map(({ ended }) => ended))
    for (const { lines } of processes) expect(lines()).toHaveLength(40)
    const all = [0, 100, 200].flatMap((from) => Array.from({ length: 40 }, (_, i) => from + i))
    const { out, missing } = await read(open(), all)
    expect(missing).toEqual([])
    expect(out).toEqual(segmentOf(all).rows)
    expect(warnings).toEqual([])
  }, 60_000)

  test('lose nothing that was written when they are killed', async () => {
    for (let round = 0; round < 3; round++) {
      const { child, ended, lines } = start(1000 * round, 1000 * round + 1000)
      while (lines().length < 20 + 7 * round) await new Promise((resolve) => setTimeout(resolve, 1))
      child.kill('SIGKILL')
      await ended
      const written = lines().map((line) => Number(line.replace('written ', '')))
      expect((await read(open(), written)).missing).toEqual([])
    }
    expect(warnings).toEqual([])
  }, 60_000)
})
