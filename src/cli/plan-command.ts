import { planScale } from '../scale/plan.ts'
import type { OpenEncoder } from './encoder-option.ts'
import type { Output, Screen } from './output.ts'
import { plannedCorpus } from './plan-corpus.ts'
import { type PlanFlags, planInputs } from './plan-inputs.ts'
import { planJson, planTable } from './plan-table.ts'

export interface PlanCommandOptions {
  /** Names of data sets, or counts of languages. */
  readonly corpus: readonly string[]
  readonly flags: PlanFlags
  readonly format: 'table' | 'json'
  readonly screen: Screen
  /** @default folders and endpoints */
  readonly open?: OpenEncoder
}

/** What `vitest-retrieval plan` prints. */
export async function planCommand({ corpus, flags, format, screen, open }: PlanCommandOptions): Promise<Output> {
  const { languages, uncounted } = plannedCorpus(corpus)
  const inputs = await planInputs(languages, flags, open)
  const plan = planScale(inputs)
  const warnings =
    uncounted.length === 0
      ? []
      : [
          `Nobody published counts of ${uncounted.join(', ')}: left out. Add them as --corpus LANGUAGE=DOCUMENTS:QUERIES.`,
        ]
  if (format === 'json') return { text: planJson(inputs, plan, warnings), warnings: [], failed: false }
  return { text: planTable(inputs, plan, screen), warnings, failed: false }
}
