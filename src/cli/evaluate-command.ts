import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { xquadR } from '../datasets/xquad-r.ts'
import { runExperiment } from '../experiment/run.ts'
import { defaultMeasures, measure } from '../metrics/notation.ts'
import type { Progress } from '../progress.ts'
import { disposed } from './encode-command.ts'
import { type EncoderFlags, type OpenEncoder, openEncoder } from './encoder-option.ts'
import { evaluatedTable } from './evaluated-table.ts'
import { withFamilyPrompts } from './family-prompts.ts'
import { listed } from './measures-wanted.ts'
import type { Output, Screen } from './output.ts'

export interface EvaluateCommandOptions {
  readonly encoder: EncoderFlags
  /** @default folders and endpoints */
  readonly open?: OpenEncoder
  readonly dataset: 'xquad-r'
  /** The data set's folder, or the one that holds it under its name. */
  readonly data: string
  /** Codes between commas; all without. */
  readonly languages?: string
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
  const { data, languages, format, screen, onProgress } = options
  const measures = options.measures.length > 0 ? named(options.measures) : defaultMeasures
  const { flags, warnings: prompted } = await withFamilyPrompts(encoder)
  const source = open(flags)
  const dataset = await xquadR(folderOf(data), languages === undefined ? {} : { languages: languages.split(',') })
  const observer = onProgress && { onProgress: (progress: Progress) => onProgress(source.name, progress) }
  try {
    const { record } = await runExperiment({ encoder: source, dataset, measures }, observer)
    const warnings = [...prompted, ...(source.warnings ?? [])]
    return format === 'json'
      ? { text: `${JSON.stringify({ ...record, warnings }, null, 2)}\n`, warnings: [], failed: false }
      : { text: evaluatedTable(record, screen), warnings, failed: false }
  } finally {
    await disposed(source)
  }
}

/** The folder named, or the one of the data set's name in it. */
function folderOf(data: string): string {
  const inside = join(data, 'xquad-r')
  return existsSync(inside) ? inside : data
}

/** Each once, in the order in which they are first named. */
function named(notations: readonly string[]) {
  const measures = notations.flatMap(listed).map((notation) => measure(notation))
  return [...new Map(measures.map((one) => [one.name, one])).values()]
}
