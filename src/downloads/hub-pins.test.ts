import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readHubLock } from './hub-lock-file.ts'
import { addPin, pinOf } from './hub-pins.ts'

const commit = 'a'.repeat(40)
const file = (digit: string) => ({ sha256: digit.repeat(64), size: 1 })

async function lockFile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pins-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return join(folder, 'retrieval.lock.json')
}

test('pins read as they were written, in whatever order', async () => {
  const [one, other] = [await lockFile(), await lockFile()]
  const pins = ['x/b', 'x/a'].map((key) => ({
    key,
    pin: {
      revision: 'main',
      commit,
      files: new Map([
        ['b', file('1')],
        ['a', file('2')],
      ]),
      leftOut: new Set(['d', 'c']),
    },
  }))
  for (const { key, pin } of pins) await addPin(one, key, pin)
  for (const { key, pin } of pins.reverse()) await addPin(other, key, pin)
  expect(await readFile(one, 'utf8')).toBe(await readFile(other, 'utf8'))
  const { revision: _, ...pin } = pins[0]!.pin
  expect(pinOf(await readHubLock(one), 'x/a', 'main')).toEqual(pin)
  expect(pinOf(await readHubLock(one), 'x/a', commit)).toEqual(pin)
  expect(pinOf(await readHubLock(one), 'x/a', 'v2')).toBeUndefined()
})

test('a pin is never replaced by another', async () => {
  const path = await lockFile()
  const pin = { revision: 'main', commit, leftOut: new Set<string>() }
  await addPin(path, 'x/a', { ...pin, files: new Map([['a', file('1')]]) })
  await expect(addPin(path, 'x/a', { ...pin, files: new Map([['a', file('2')]]) })).rejects.toThrow(
    /x\/a@a+: a: sha-256 must be 1+, as the lock file says; got 2+/,
  )
  expect((await readHubLock(path)).get('x/a')?.commits.get(commit)?.files.get('a')).toEqual(file('1'))
})
