import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { withLock } from './file-lock.ts'

async function lockFile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'locks-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return join(folder, 'a.lock')
}

describe('withLock', () => {
  test('runs tasks one at a time, and leaves nothing', async () => {
    const file = await lockFile()
    let running = 0
    const most: number[] = []
    const task = async () => {
      running += 1
      await delay(5)
      most.push(running)
      running -= 1
    }
    await Promise.all(Array.from({ length: 12 }, () => withLock(file, task)))
    expect(most).toEqual(new Array(12).fill(1))
    expect(await readdir(join(file, '..'))).toEqual([])
  })

  test('gives what the task gives, and frees the lock when it fails', async () => {
    const file = await lockFile()
    await expect(withLock(file, () => Promise.reject(new Error('failed')))).rejects.toThrow('failed')
    expect(await withLock(file, async () => 7)).toBe(7)
    expect(existsSync(file)).toBe(false)
  })

  test('takes the lock of a dead process at once', async () => {
    const file = await lockFile()
    const { pid } = spawnSync(process.execPath, ['--eval', ''])
    const own = await withLock(file, () => readFile(file, 'utf8'))
    const [place] = own.split(' ')
    await writeFile(file, `${place} ${pid} some-token`)
    const start = performance.now()
    await withLock(file, async () => undefined)
    expect(performance.now() - start).toBeLessThan(2000)
  })

  test('one of many takes the lock of a dead process', async () => {
    const file = await lockFile()
    const { pid } = spawnSync(process.execPath, ['--eval', ''])
    const [place] = (await withLock(file, () => readFile(file, 'utf8'))).split(' ')
    await writeFile(file, `${place} ${pid} some-token`)
    let running = 0
    const task = async () => {
      running += 1
      expect(running).toBe(1)
      // Longer than the others wait between two looks.
      await delay(80)
      running -= 1
    }
    await Promise.all(Array.from({ length: 8 }, () => withLock(file, task)))
    expect(await readdir(join(file, '..'))).toEqual([])
  })

  test('takes a lock of elsewhere once it shows no life, however its clock goes', async () => {
    const file = await lockFile()
    await writeFile(file, 'another-machine 1 some-token')
    const start = performance.now()
    await withLock(file, async () => undefined, { stale: 300 })
    expect(performance.now() - start).toBeGreaterThan(290)
  })

  test('leaves a lock that shows life, for longer than its time without', async () => {
    const file = await lockFile()
    const held = withLock(file, () => delay(900), { stale: 200 })
    await delay(50)
    const start = performance.now()
    await withLock(file, async () => undefined, { stale: 200 })
    expect(performance.now() - start).toBeGreaterThan(700)
    await held
  })

  test('waits longer for a process of this machine that is busy, not for ever', async () => {
    const file = await lockFile()
    const [place] = (await withLock(file, () => readFile(file, 'utf8'))).split(' ')
    await writeFile(file, `${place} ${process.pid} some-token`)
    const start = performance.now()
    await withLock(file, async () => undefined, { stale: 50 })
    expect(performance.now() - start).toBeGreaterThan(740)
  })

  test('tells a task that its lock was lost, and does not free the new one', async () => {
    const file = await lockFile()
    await withLock(
      file,
      async (held) => {
        await writeFile(file, 'another-machine 1 some-token')
        await delay(100)
        expect(held.aborted).toBe(true)
      },
      { stale: 200 },
    )
    expect(await readFile(file, 'utf8')).toBe('another-machine 1 some-token')
  })

  test('stops waiting when told to, having said that it waits', async () => {
    const file = await lockFile()
    await writeFile(file, 'another-machine 1 some-token')
    const controller = new AbortController()
    const onWait = () => controller.abort(new Error('enough'))
    await expect(withLock(file, async () => 1, { signal: controller.signal, onWait })).rejects.toThrow('enough')
  })
})
