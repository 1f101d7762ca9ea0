import { appendFileSync, existsSync, readFileSync, statSync } from 'node:fs'
import { relative, resolve, sep } from 'node:path'
import type { Problem } from '../src/gate/gate.ts'
import type { Report } from '../src/report/report.ts'
import { markdownSummary } from './markdown.ts'
import { shown } from './markdown-text.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** What GitHub takes of one step, https://docs.github.com/actions/reference/workflow-commands-for-github-actions: 1 MiB. */
const mostBytes = 1024 * 1024

/** Adds a run to the page of its job; Vitest's own part, and that of the step's earlier commands, count for the limit. */
export function summarizeForGithub(report: Report, problems: readonly Problem[], env: Environment = process.env): void {
  const file = env['GITHUB_STEP_SUMMARY']
  if (!file) return
  const before = existsSync(file) ? statSync(file).size : 0
  const artifacts = artifactsOf(env)
  const summary = markdownSummary(report, problems, {
    most: mostBytes - before - 1024,
    ...(artifacts !== null && { artifacts }),
  })
  // A blank line ends the last element, for whatever the step adds after it.
  appendFileSync(file, `\n${summary}\n`)
}

/** The part of a run's page that lists what it uploaded; null where this is no run. */
function artifactsOf(env: Environment): string | null {
  const [server, repository, run] = ['GITHUB_SERVER_URL', 'GITHUB_REPOSITORY', 'GITHUB_RUN_ID'].map((name) => env[name])
  return server && repository && run ? `${server}/${repository}/actions/runs/${run}#artifacts` : null
}

export interface AnnotationOptions {
  /** The project's folder, which keys are relative to. */
  readonly root: string
  /** Whether something else annotates the errors of a case: Vitest's own reporter, of tests that failed. */
  readonly isTold: (key: string) => boolean
  readonly env?: Environment
}

/**
 * One `::error` a problem, at the line of the case where that can be found, so that it stands beside the code of a pull
 * request. Empty outside GitHub Actions.
 */
export function githubAnnotations(
  problems: readonly Problem[],
  { root, isTold, env = process.env }: AnnotationOptions,
): string[] {
  if (env['GITHUB_ACTIONS'] !== 'true') return []
  const workspace = env['GITHUB_WORKSPACE'] ?? root
  return problems
    .filter(({ key }) => key === null || !isTold(key))
    .map(({ key, message, remedy }) => {
      const place = key === null ? [] : placeOf(key, root, workspace)
      const title = `title=${property(`Retrieval gate: ${key?.split(' > ').slice(1).join(' > ') ?? 'the suite'}`)}`
      return `::error ${[...place, title].join(',')}::${data(`${message}\n${remedy}`)}`
    })
}

function placeOf(key: string, root: string, workspace: string): string[] {
  const [file = '', ...names] = key.split(' > ')
  const path = resolve(root, file)
  const own = relative(workspace, path).split(sep).join('/')
  return [`file=${property(own.startsWith('../') ? file : own)}`, `line=${lineOf(path, names)}`]
}

/** The first line that holds the innermost name that can be found as it is: names made of a template cannot. */
function lineOf(path: string, names: readonly string[]): number {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
  const at = names
    .toReversed()
    .flatMap((name) => ["'", '"', '`'].map((quote) => text.indexOf(`${quote}${name}${quote}`)))
    .find((index) => index >= 0)
  return at === undefined ? 1 : text.slice(0, at).split('\n').length
}

function data(text: string): string {
  return shown(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
