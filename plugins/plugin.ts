/// <reference types="vitest/config" />
import { availableParallelism, tmpdir } from 'node:os'
import { extname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Vite, VitestPluginContext } from 'vitest/node'
import type { Tolerances } from '../src/gate/tolerance.ts'
import type { RetrievalConfiguration } from './configuration.ts'
import type {} from './meta.ts'
import { RetrievalReporter } from './reporter.ts'

export type { Tolerance, Tolerances } from '../src/gate/tolerance.ts'

export interface RetrievalOptions {
  /** The committed file that runs are compared with. @default 'benchmarks/baseline.json' */
  readonly baseline?: string
  /** The folder that reports are written to. @default 'reports' */
  readonly report?: string
  /**
   * A file that each whole run of the suite adds its results to, a line a case, and that the report draws trends from:
   * `'benchmarks/history.jsonl'`. @default none is kept
   */
  readonly history?: string
  /** How far a score may fall short of the baseline's. @default 0.005 for measures that end at 1, 2 % for those without a bound */
  readonly tolerance?: Tolerances
  /**
   * Whether each case's ranking of the pool of all languages, 1,000 results a query, is written as a TREC run, and the
   * judgements beside it: `reports/trec/*.run.gz` and `.qrels`. @default false
   */
  readonly trec?: boolean
  /**
   * A folder where each run's result is kept under what decides it, so that a suite that was killed runs only what is
   * missing: `'.results'`. VITEST_RETRIEVAL_RESULTS outweighs it. @default none is kept
   */
  readonly results?: string
  /** Longest time of one bench case in milliseconds. @default one hour */
  readonly timeout?: number
}

const setupFile = fileURLToPath(new URL(`./setup${extname(import.meta.url)}`, import.meta.url))

/**
 * The Vitest plugin: gives every test `{ retrieval }` and the matchers, and every `vitest bench` a table, a report and a gate.
 * Plain `vitest` runs are left as they are.
 *
 * `vitest bench -u` writes the baseline: what ran and passed, and in a whole run without what is gone. To update a part,
 * write the filter first, `vitest bench NAME -u`: in `-u NAME` the name would be taken for the option's value.
 *
 * @throws {RangeError} the running Node is older than 22.19
 */
export function retrieval(options: RetrievalOptions = {}): Vite.Plugin {
  verifyNode(process.versions.node)
  return {
    name: 'vitest-retrieval',
    config(user) {
      // What this hook returns beats the user's file and the command line, so defaults are filled in place
      // and only what must be appended is returned.
      user.test ??= {}
      user.test.watch ??= false
      user.test.pool ??= 'forks'
      user.test.benchmark ??= {}
      user.test.benchmark.include ??= ['**/*.bench.ts']
      return { test: { setupFiles: [setupFile] } }
    },
    configureVitest(context) {
      install(context, options)
    },
  }
}

/** @throws {RangeError} older than 22.19 */
export function verifyNode(version: string): void {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > 22 || (major === 22 && minor >= 19)) return
  throw new RangeError(
    `retrieval: Node must be 22.19 or newer; got ${version}. Update it, or \`npm install --save-dev node@22\` and use npx.`,
  )
}

/**
 * Vitest takes a word after `-u` for its value: `vitest bench -u hybrid` would run everything and rewrite everything.
 *
 * @throws {RangeError} the word after `-u` is none of its values
 */
export function verifyUpdate(words: readonly string[]): void {
  const at = words.findIndex((word) => word === '-u' || word === '--update')
  const next = words[at + 1]
  if (at < 0 || next === undefined || next.startsWith('-') || ['all', 'new', 'none', 'true', 'false'].includes(next))
    return
  throw new RangeError(
    `retrieval: -u must be the last word, or its value all, new or none; got ${next}. Write \`vitest bench ${next} -u\`.`,
  )
}

function install({ vitest, project }: VitestPluginContext, options: RetrievalOptions): void {
  const bench = project.config.benchmark.enabled
  if (bench) verifyUpdate(process.argv.slice(2))
  const { root, snapshotOptions, mergeReports } = vitest.config
  const results = process.env['VITEST_RETRIEVAL_RESULTS'] || options.results
  const configuration: RetrievalConfiguration = {
    root,
    baseline: resolve(root, options.baseline ?? 'benchmarks/baseline.json'),
    report: resolve(root, options.report ?? 'reports'),
    history: options.history === undefined ? null : resolve(root, options.history),
    tolerance: options.tolerance ?? {},
    update: snapshotOptions.updateSnapshot,
    progress: join(tmpdir(), `vitest-retrieval-${process.pid}.jsonl`),
    bench,
    trec: options.trec ?? false,
    results: results ? resolve(root, results) : null,
  }
  project.provide('retrieval', configuration)
  if (bench) {
    project.config.testTimeout = options.timeout ?? 3_600_000
    project.config.hookTimeout = options.timeout ?? 3_600_000
    // Vitest runs benchmarks one by one, for the sake of their times. Here concurrent cases train side by side.
    project.config.maxConcurrency = availableParallelism()
  }
  // Blobs are merged with or without `bench` on the command line.
  if (bench || mergeReports) reporterOf(vitest, configuration).add(project)
}

/**
 * The one reporter of this run. A project with a root of its own loads the configuration file again and with it this
 * module, so that the reporter is known by its marker and not by its class.
 *
 * @throws {RangeError} two projects name different files
 */
function reporterOf(vitest: VitestPluginContext['vitest'], configuration: RetrievalConfiguration): RetrievalReporter {
  const reporters = vitest.config.reporters as unknown[]
  const found = reporters.find(
    (each): each is RetrievalReporter => (each as RetrievalReporter | null)?.marker === 'vitest-retrieval',
  )
  if (!found) {
    const reporter = new RetrievalReporter(configuration)
    reporters.push(reporter)
    return reporter
  }
  for (const field of ['baseline', 'report', 'history', 'results'] as const) {
    const [one, other] = [found.configuration[field], configuration[field]].map((path) =>
      path === null ? 'none' : relative(configuration.root, path),
    )
    if (one !== other) {
      throw new RangeError(
        `retrieval: all projects must share one ${field}; got ${one} and ${other}. Give each \`retrieval()\` the same options.`,
      )
    }
  }
  return found
}
