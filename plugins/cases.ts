import { relative, sep } from 'node:path'
import type { TestCase, TestModule } from 'vitest/node'
import type { CaseResult } from '../src/gate/result.ts'

/** Stands where a test's name should, when its file could not be loaded. */
const loading = '(loading the file)'

/**
 * Every test of the suite as the gate wants it; a file that could not be loaded is a failed case. Files are in the order of
 * their names: Vitest runs them in one that depends on earlier runs, and merges them in that of the shards.
 */
export function caseResults(modules: readonly TestModule[], root: string): CaseResult[] {
  const files = modules.map((module) => ({ module, file: fileOf(module, root) }))
  files.sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0))
  return files.flatMap(({ module, file }) => {
    const errors = module.errors().map(({ message }) => message)
    const tests = [...module.children.allTests()].map((test) => caseResult(test, file))
    return errors.length > 0 ? [...tests, failure(file, errors)] : tests
  })
}

/** A module's file relative to the project, with forward slashes: what keys begin with. */
function fileOf(module: TestModule, root: string): string {
  for (const test of module.children.allTests()) {
    // Written in the worker, it holds even when blobs of another machine are merged.
    const file = test.meta().retrieval?.file
    if (file) return file
  }
  const path = projectPath(root, module.moduleId)
  return path.startsWith('../') ? module.relativeModuleId : path
}

/** A path relative to the project, with forward slashes. */
export function projectPath(root: string, path: string): string {
  return relative(root, path).split(sep).join('/')
}

function caseResult(test: TestCase, file: string): CaseResult {
  const { state, errors } = test.result()
  const result = test.result()
  return {
    file,
    test: test.fullName,
    state,
    note: result.state === 'skipped' ? noteOf(test, result.note) : null,
    errors: (errors ?? []).map(({ message }) => message),
    expectedToFail: test.options.fails === true,
    runs: test.meta().retrieval?.runs ?? [],
    checks: test.meta().retrieval?.checks ?? [],
  }
}

/** A test that was skipped by its declaration, a filter or `only` has no note; `skip()` at run time may have left it empty. */
function noteOf(test: TestCase, note: string | undefined): string | null {
  return note ?? (test.options.mode === 'run' && test.meta().retrieval ? '' : null)
}

function failure(file: string, errors: readonly string[]): CaseResult {
  return { file, test: loading, state: 'failed', note: null, errors, expectedToFail: false, runs: [], checks: [] }
}
