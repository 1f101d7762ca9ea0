import type { Vitest } from 'vitest/node'
import { type CaseResult, keyBelongsTo } from '../src/gate/result.ts'

/** What a run of the suite was asked to leave out. */
export interface Selection {
  /** Some files are left out. */
  readonly files: boolean
  /** Some tests of the files that run are left out. */
  readonly tests: boolean
}

/** What Vitest knows of its own filters but does not declare. */
interface Filters {
  readonly filenamePattern?: readonly string[]
  readonly config: {
    readonly cliOptions?: {
      readonly dir?: string
      readonly exclude?: unknown
      readonly lastFailed?: unknown
      readonly project?: unknown
    }
  }
}

/** Reads Vitest's filters. In watch mode any run may be of a part, so that none counts as whole. */
export function selectionOf(vitest: Vitest): Selection {
  const { config } = vitest
  const { filenamePattern, config: hidden } = vitest as unknown as Filters
  const { dir, exclude, lastFailed, project } = hidden.cliOptions ?? {}
  const some = (value: unknown): boolean => (Array.isArray(value) ? value.length > 0 : Boolean(value))
  return {
    files: [
      filenamePattern,
      config.project,
      config.related,
      config.changed,
      dir,
      exclude,
      lastFailed,
      project,
      config.watch,
    ].some(some),
    tests: [config.testNamePattern, config.tagsFilter, lastFailed].some(some),
  }
}

/** Filters of files from the command line. */
export function filesAsked(vitest: Vitest): string[] {
  return [...((vitest as unknown as Filters).filenamePattern ?? [])]
}

/**
 * Whether a key was to run: all of them in a whole run, those of the files that ran under a filter of files, and those
 * of the tests that ran under a filter of tests. A file that could not be loaded is a failure of its own.
 */
export function selector(cases: readonly CaseResult[], { files, tests }: Selection): (key: string) => boolean {
  const present = new Set(cases.map(({ file }) => file))
  return (key) => {
    const own = cases.filter((each) => keyBelongsTo(key, each))
    if (tests) return own.some(({ state, note }) => state !== 'skipped' || note !== null)
    return files ? present.has(key.split(' > ')[0] ?? '') : true
  }
}
