import { randomUUID } from 'node:crypto'
import { readlinkSync } from 'node:fs'
import { mkdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

export interface LockOptions {
  readonly signal?: AbortSignal
  /** Called when another process holds the lock, once. */
  readonly onWait?: () => void
  /** Milliseconds after which a lock without a sign of life is that of a process that ended elsewhere. @default 20 000 */
  readonly stale?: number
}

/** Milliseconds between two looks at a lock that another holds. */
const look = 50

/**
 * Runs a task while no other process, and no other call in this one, runs one under the same lock file. The lock of a
 * process that was killed is taken over: at once on the same machine, elsewhere when it gave no sign of life for a while.
 *
 * @param task its signal aborts when the lock was lost: this process had stood still, and another took over
 */
export async function withLock<T>(
  file: string,
  task: (held: AbortSignal) => Promise<T>,
  { signal, onWait, stale = 20_000 }: LockOptions = {},
): Promise<T> {
  const id = await take(file, { stale, ...(signal && { signal }), ...(onWait && { onWait }) })
  const lost = new AbortController()
  const beats = setInterval(() => void beat(file, id, lost), stale / 10)
  beats.unref()
  try {
    return await task(lost.signal)
  } finally {
    clearInterval(beats)
    if ((await idOf(file)) === id) await rm(file, { force: true })
  }
}

async function take(
  file: string,
  { signal, onWait, stale }: LockOptions & { readonly stale: number },
): Promise<string> {
  const id = `${place()} ${process.pid} ${randomUUID()}`
  await mkdir(dirname(file), { recursive: true })
  let wait = onWait
  for (let seen: Sight | undefined; ; ) {
    signal?.throwIfAborted()
    if (await created(file, id)) return id
    wait?.()
    wait = undefined
    seen = await sight(file, seen)
    if (seen && performance.now() - seen.since > patience(seen.id, stale)) {
      await remove(file, seen.id, { stale, ...(signal && { signal }) })
    } else await delay(look)
  }
}

async function created(file: string, id: string): Promise<boolean> {
  try {
    await writeFile(file, id, { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** What a waiting process saw of a lock, and since when by its own clock: clocks of machines that share a disk differ. */
interface Sight {
  readonly id: string
  readonly beat: number
  readonly since: number
}

async function sight(file: string, before: Sight | undefined): Promise<Sight | undefined> {
  const [id, facts] = await Promise.all([idOf(file), stat(file).catch(() => undefined)])
  if (id === undefined || facts === undefined) return undefined
  const same = before?.id === id && before.beat === facts.mtimeMs
  return same ? before : { id, beat: facts.mtimeMs, since: performance.now() }
}

/** Under a lock of its own: else one that saw the dead lock could remove the lock of who was quicker to replace it. */
function remove(file: string, dead: string, options: LockOptions): Promise<void> {
  const removal = async () => {
    if ((await idOf(file)) === dead) await rm(file, { force: true })
  }
  return withLock(`${file}.dead`, removal, options)
}

async function beat(file: string, id: string, lost: AbortController): Promise<void> {
  const now = new Date()
  if ((await idOf(file)) !== id) lost.abort(new Error(`withLock: ${file}: another process took the lock over.`))
  else await utimes(file, now, now).catch(() => undefined)
}

async function idOf(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined)
}

/** Where process numbers mean the same: a machine, and on Linux one container of it. */
function place(): string {
  let namespace = ''
  try {
    namespace = readlinkSync('/proc/self/ns/pid')
  } catch {
    // Only Linux has namespaces.
  }
  return `${hostname().replaceAll(' ', '-')}${namespace}`
}

/**
 * Milliseconds without a sign of life after which a lock is free: none where its process is known to be gone, longer where
 * one of its number runs, which may be busy, or another that was given the number since. Half-written ids have no number.
 */
function patience(id: string, stale: number): number {
  const [where, pid, token] = id.split(' ')
  if (token === undefined || where !== place()) return stale
  return runs(Number(pid)) ? stale * 15 : -1
}

function runs(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}
