import type { InspectionRecord } from '../experiment/record.ts'
import { runExperiment } from '../experiment/run.ts'
import { defaultMeasures, measure } from '../metrics/notation.ts'
import type { Progress } from '../progress.ts'
import type { DatasetFlags } from './dataset-option.ts'
import { disposed } from './encode-command.ts'
import { type EncoderFlags, type OpenEncoder, openEncoder } from './encoder-option.ts'
import { evaluatedTable } from './evaluated-table.ts'
import { withFamilyPrompts } from './family-prompts.ts'
import { listed } from './measures-wanted.ts'
import { openDataset } from './open-dataset.ts'
import type { Output, Screen } from './output.ts'

export interface EvaluateCommandOptions {
  readonly encoder: EncoderFlags
  /** @default folders and endpoints */
  readonly open?: OpenEncoder
  readonly dataset: DatasetFlags
  /** Whether findings that make figures meaningless end it. @default 'stop' */
  readonly inspection?: 'stop' | 'warn'
  /** Notations, or lists of them; the library's default without. */
  readonly measures: readonly string[]
  readonly format: 'table' | 'json'
  readonly screen: Screen
  readonly onProgress?: (run: string, progress: Progress) => void
}

/** What `vitest-retrieval evaluate` prints: the encoder as it is, in every setting. */
export async function evaluateCommand({
  encoder,
  open = openEncoder,
  ...options
}: EvaluateCommandOptions): Promise<Output> {
  const { inspection = 'stop', format, screen, onProgress } = options
  const measures = options.measures.length > 0 ? named(options.measures) : defaultMeasures
  const { flags, warnings: prompted } = await withFamilyPrompts(encoder)
  const source = open(flags)
  const dataset = await openDataset(options.dataset)
  const observer = onProgress && { onProgress: (progress: Progress) => onProgress(source.name, progress) }
  try {
    const { record } = await runExperiment({ encoder: source, dataset, measures, inspection }, observer)
    const warnings = [...prompted, ...(source.warnings ?? []), ...inspected(record.dataset.inspection)]
    return format === 'json'
      ? { text: `${JSON.stringify({ ...record, warnings }, null, 2)}\n`, warnings: [], failed: false }
      : { text: evaluatedTable(record, screen), warnings, failed: false }
  } finally {
    await disposed(source)
  }
}

/** What makes the figures mean less than they seem to, a line each; `verify` has the examples. */
function inspected(found: InspectionRecord | undefined): string[] {
  return found === undefined ? [] : [...found.errors, ...found.warnings].map(({ message }) => message)
}

/** Each once, in the order in which they are first named. */
function named(notations: readonly string[]) {
  const measures = notations.flatMap(listed).map((notation) => measure(notation))
  return [...new Map(measures.map((one) => [one.name, one])).values()]
}
