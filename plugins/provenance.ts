import { execFileSync } from 'node:child_process'
import { basename, isAbsolute, relative } from 'node:path'
import type { Report } from '../src/report/report.ts'
import { version } from '../src/version.ts'

/** Where, when and by what command a report came to be. */
export function provenance(root: string, vitestVersion: string): Report['environment'] {
  const commit = git(root, 'rev-parse', 'HEAD')
  return {
    package: version,
    vitest: vitestVersion,
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
    command: ['npx vitest', ...process.argv.slice(2).map((word) => withoutMachine(word, root))].join(' '),
    commit,
    dirty: commit !== null && git(root, 'status', '--porcelain') !== '',
    date: new Date().toISOString(),
  }
}

/** A word of the command line as another machine would write it. */
export function withoutMachine(word: string, root: string): string {
  const [, option = '', value = word] = /^(--?[\w.-]+=)(.*)$/s.exec(word) ?? []
  if (!isAbsolute(value)) return word
  const path = relative(root, value)
  return option + (path.startsWith('..') || isAbsolute(path) ? basename(value) : path || '.')
}

/** Null where this is no git checkout, or git is not installed. */
function git(root: string, ...words: readonly string[]): string | null {
  try {
    return execFileSync('git', words, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  } catch {
    return null
  }
}
