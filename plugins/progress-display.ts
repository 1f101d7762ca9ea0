import { closeSync, fstatSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs'
import { styleText } from 'node:util'
import type { Vitest } from 'vitest/node'
import type { ProgressLine } from './progress-writer.ts'

/** Milliseconds between two looks at the progress file. */
const polling = 150
/** Milliseconds between two lines about a case where there is no terminal. */
const spacing = 10_000

interface Task extends ProgressLine {
  readonly begun: number
  readonly printed: number
}

/** The part of Vitest's live window that is used here. It is not public, so that every piece of it may be absent. */
interface LiveWindow {
  createSummary?: () => string[]
  readonly renderer?: { readonly schedule?: () => void }
}

/** The reporter's end of live progress: a bar in Vitest's live window on a terminal, else a line now and then. */
export class ProgressDisplay {
  readonly #file: string
  readonly #vitest: Vitest
  readonly #tasks = new Map<string, Task>()
  /** Lines that a case wrote before it ended may be read after it. */
  readonly #finished = new Set<string>()
  #redraw: (() => void) | undefined
  #timer: NodeJS.Timeout | undefined
  #offset = 0

  constructor(file: string, vitest: Vitest) {
    this.#file = file
    this.#vitest = vitest
    this.#joinWindow()
  }

  start(): void {
    this.#clear()
    writeFileSync(this.#file, '')
    this.#timer ??= setInterval(() => this.#poll(), polling).unref()
  }

  /** Takes a finished test off the display. */
  finish(id: string): void {
    this.#tasks.delete(id)
    this.#finished.add(id)
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
    this.#clear()
  }

  #clear(): void {
    this.#tasks.clear()
    this.#finished.clear()
    this.#offset = 0
    rmSync(this.#file, { force: true })
  }

  #joinWindow(): void {
    for (const reporter of (this.#vitest as unknown as { reporters?: readonly { summary?: LiveWindow }[] }).reporters ??
      []) {
      const window = reporter?.summary
      const draw = window?.createSummary?.bind(window)
      const schedule = window?.renderer?.schedule?.bind(window.renderer)
      if (!window || !draw || !schedule) continue
      window.createSummary = () => (this.#tasks.size === 0 ? draw() : ['', ...this.#lines(), ...draw()])
      this.#redraw = schedule
    }
  }

  #lines(): string[] {
    const now = performance.now()
    return [...this.#tasks.values()].map((task) => ` ${progressText(task, (now - task.begun) / 1000)}`)
  }

  #poll(): void {
    const now = performance.now()
    for (const line of this.#newLines()) {
      if (this.#finished.has(line.id)) continue
      const before = this.#tasks.get(line.id)
      const same = before?.stage === line.stage && before.label === line.label
      this.#tasks.set(line.id, { ...line, begun: same ? before.begun : now, printed: before?.printed ?? now })
    }
    if (this.#redraw) this.#redraw()
    else this.#printLines(now)
  }

  #printLines(now: number): void {
    for (const [id, task] of this.#tasks) {
      if (now - task.printed < spacing) continue
      this.#tasks.set(id, { ...task, printed: now })
      this.#vitest.logger.log(progressText(task, (now - task.begun) / 1000))
    }
  }

  /** What was appended since the last look, up to the last complete line. */
  #newLines(): ProgressLine[] {
    let descriptor: number
    try {
      descriptor = openSync(this.#file, 'r')
    } catch {
      return []
    }
    try {
      const bytes = Buffer.alloc(Math.max(0, fstatSync(descriptor).size - this.#offset))
      const read = readSync(descriptor, bytes, 0, bytes.length, this.#offset)
      const end = bytes.subarray(0, read).lastIndexOf('\n') + 1
      this.#offset += end
      return bytes
        .toString('utf8', 0, end)
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as ProgressLine)
    } finally {
      closeSync(descriptor)
    }
  }
}

const width = 20

/** `hybrid  train ██████░░░░ 600/1000 steps  loss 1.234  12 s left`. @param elapsed seconds since the stage began */
export function progressText({ label, stage, done, total, unit, note }: ProgressLine, elapsed: number): string {
  const share = total > 0 ? Math.min(1, Math.max(0, done / total)) : 0
  const filled = Math.round(share * width)
  const bar = styleText('cyan', '█'.repeat(filled)) + styleText('dim', '░'.repeat(width - filled))
  const left = share > 0 && share < 1 && elapsed >= 1 ? `${Math.ceil(elapsed / share - elapsed)} s left` : ''
  return [label, stage, bar, `${done}/${total} ${unit}`, note ?? '', left].filter(Boolean).join('  ')
}
