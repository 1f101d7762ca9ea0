import { existsSync, mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { seeded } from '../random.ts'
import { wholeLines } from './whole-lines.ts'

const folder = mkdtempSync(join(tmpdir(), 'vitest-retrieval-lines-'))
afterAll(() => rmSync(folder, { recursive: true }))

let files = 0
function fileOf(content: string | Uint8Array): string {
  const file = join(folder, `${++files}`)
  writeFileSync(file, content)
  return file
}

/** Lines of digits that gzip cannot make much shorter, so that packed they are many chunks too. */
const random = seeded(1)
const digits = Array.from({ length: 4000 }, () => `${random()}\n`).join('')

/** Whether this process has the file open. */
const isOpen = (file: string): boolean =>
  readdirSync('/proc/self/fd').some((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`) === file
    } catch {
      return false
    }
  })

async function all(lines: AsyncIterable<Buffer>): Promise<string[]> {
  const pieces: string[] = []
  for await (const piece of lines) pieces.push(piece.toString())
  return pieces
}

const read = (file: string, chunkBytes: number): Promise<string[]> => all(wholeLines(file, { chunkBytes }))

describe('wholeLines', () => {
  test('ends every piece with a line feed, the last one too', async () => {
    expect(await read(fileOf('ab\nc\n\ndef\ng'), 4)).toEqual(['ab\n', 'c\n\n', 'def\n', 'g\n'])
  })

  test('takes a byte-order mark for one at the beginning of the file alone', async () => {
    const lines = ['a\n', '\ufeffb\n', '\ufeffc\n']
    expect(await read(fileOf(lines.join('')), 2)).toEqual(lines)
  })

  test('unpacks what begins like gzip, whatever it is called, and nothing else', async () => {
    expect((await read(fileOf(gzipSync(digits)), 1000)).join('')).toBe(digits)
    expect((await read(fileOf(gzipSync('a\n')), 1)).join('')).toBe('a\n')
    expect((await read(fileOf('\x1fa\n'), 1000)).join('')).toBe('\x1fa\n')
  })

  test.each([
    ['plain', digits],
    ['packed', gzipSync(digits)],
  ])('closes a %s file when its reader stops early', async (_, content) => {
    const file = fileOf(content)
    for await (const piece of wholeLines(file, { chunkBytes: 1000 })) {
      expect(piece.length).toBeGreaterThan(0)
      if (existsSync('/proc/self/fd')) expect(isOpen(file)).toBe(true)
      break
    }
    if (existsSync('/proc/self/fd')) await vi.waitFor(() => expect(isOpen(file)).toBe(false))
  })

  test.each([
    ['plain', digits],
    ['packed', gzipSync(digits)],
  ])('stops in the middle of a %s file with the reason it is given', async (_, content) => {
    const [controller, reason] = [new AbortController(), new Error('enough')]
    const lines = wholeLines(fileOf(content), { chunkBytes: 1000, signal: controller.signal })
    expect((await lines.next()).done).toBe(false)
    controller.abort(reason)
    await expect(all(lines)).rejects.toBe(reason)
  })

  test('keeps the cause of what it explains', async () => {
    await expect(read(join(folder, 'none'), 9)).rejects.toMatchObject({
      message: expect.stringContaining('none: the file must exist; it does not.'),
      cause: { code: 'ENOENT' },
    })
  })
})
