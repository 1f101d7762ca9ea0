import type { RunnerTask, RunnerTestFile } from 'vitest'
import { experimental_getRunnerTask, JUnitReporter, type Reporter, type TestModule, type Vitest } from 'vitest/node'
import type { RetrievalMeta } from './meta.ts'

/** One fact about a case, as CI systems show it beside its time. */
interface Property {
  /** `AP (monolingual)`. */
  readonly name: string
  readonly value: string
}

/**
 * Lets Vitest's JUnit reporter write what each case reached as `<property>`. It writes a test's annotations in that form,
 * which other reporters print as well: so it alone is given some more.
 */
export function addJunitProperties(vitest: Vitest): void {
  const { reporters } = vitest as unknown as { readonly reporters: readonly Reporter[] }
  for (const reporter of reporters) {
    if (!(reporter instanceof JUnitReporter)) continue
    const write = reporter.onTestRunEnd.bind(reporter)
    reporter.onTestRunEnd = (modules, ...rest) => write(modules.map(withProperties), ...rest)
  }
}

/** All that the reporter reads of a module. */
function withProperties(module: TestModule): TestModule {
  const task = taskWithProperties(experimental_getRunnerTask(module)) as RunnerTestFile
  return { task, project: module.project } as unknown as TestModule
}

function taskWithProperties(task: RunnerTask): RunnerTask {
  if (task.type === 'suite') return { ...task, tasks: task.tasks.map(taskWithProperties) }
  const properties = propertiesOf(task.meta.retrieval).map(({ name, value }) => ({ type: name, message: value }))
  return { ...task, annotations: [...task.annotations, ...properties] }
}

/** What the runs of a test reached; the names of several runs stand before their measures. */
function propertiesOf(meta: RetrievalMeta | undefined): Property[] {
  const runs = meta?.runs ?? []
  return runs.flatMap(({ record, comparison }) => {
    const lead = runs.length > 1 ? `${record.name}: ` : ''
    return [
      ...record.scores.map(({ measure, setting, value, bound }) => ({
        name: `${lead}${measure} (${setting})`,
        value: `${bound ? `${bound} ` : ''}${Number(value.toFixed(6))}`,
      })),
      ...(comparison ? [{ name: `${lead}verdict`, value: comparison.verdict }] : []),
    ]
  })
}
