import { test as base, type TestAPI } from 'vitest'
import type {} from './configuration.ts'
import { Retrieval } from './fixture.ts'
import './matchers.ts'

export {
  afterAll,
  afterEach,
  assert,
  beforeAll,
  beforeEach,
  describe,
  expect,
  inject,
  onTestFailed,
  onTestFinished,
  vi,
} from 'vitest'
export type { Retrieval } from './fixture.ts'
export type { Run } from './run.ts'
export type { ScoreOptions } from './scores.ts'
export type { BaselineOptions } from './to-match-baseline.ts'
export type { OutperformOptions } from './to-outperform.ts'

/**
 * Vitest's `test`, whose context has `retrieval` and whose `expect` has the matchers, with or without the plugin.
 * Report and gate need the plugin.
 */
export const test: TestAPI<{ retrieval: Retrieval }> = base.extend<{ retrieval: Retrieval }>({
  retrieval: async ({ task }, use) => use(task.context.retrieval ?? new Retrieval(task.context)),
})
export const it: typeof test = test
