import type { Progress } from '../progress.ts'
import { type TranslateOptions, translate } from '../translation/translate.ts'
import { flagSentence, type LanguageTranslation } from '../translation/translation-report.ts'
import type { Output, Screen } from './output.ts'
import type { TrainingFlags } from './training-option.ts'
import { type OpenTranslator, openTranslator, type TranslatorFlags } from './translate-option.ts'
import { verifyOut, writePairs } from './translate-pairs-file.ts'
import { openPairs } from './translate-source.ts'
import { translatedTable } from './translate-table.ts'

export interface TranslateCommandOptions {
  readonly training: TrainingFlags
  readonly from: string
  /** Between commas. */
  readonly languages: string
  readonly translator: TranslatorFlags
  /** @default endpoints, folders and files */
  readonly open?: OpenTranslator
  /** The JSON lines to write. */
  readonly out: string
  readonly flagged: NonNullable<TranslateOptions['flagged']>
  /** Whether hard negatives are translated. */
  readonly negatives: boolean
  /** A folder; false for none. */
  readonly cache?: boolean | string
  readonly format: 'table' | 'json'
  readonly screen: Screen
  readonly onProgress?: (run: string, progress: Progress) => void
}

/**
 * What `vitest-retrieval translate` does and prints: training pairs in more languages, as JSON lines.
 *
 * @throws {RangeError | TypeError | SyntaxError | Error} pairs or translations are not as they must be, or the translator fails
 */
export async function translateCommand(options: TranslateCommandOptions): Promise<Output> {
  const { training, from, out, format, screen, open = openTranslator, onProgress } = options
  const { flagged, negatives, cache = true } = options
  verifyOut(out, training.training)
  const was = await openPairs(training, from)
  const translator = await open(options.translator)
  try {
    const languages = options.languages.split(',').map((language) => language.trim())
    const { pairs, report } = await translate(was, translator, languages, {
      ...{ from, flagged, negatives, cache },
      ...(onProgress && { onProgress: (progress) => onProgress(out, progress) }),
    })
    const written = await writePairs(out, pairs, { translator: translator.name, was })
    const sentence = `${out}: ${written.toLocaleString('en-US')} pairs in ${pairs.languages.join(', ')}.`
    return format === 'json'
      ? { text: `${JSON.stringify({ out, pairs: written, ...report }, null, 2)}\n`, warnings: [], failed: false }
      : {
          text: `${translatedTable(report, screen)}\n${sentence}\n`,
          warnings: report.languages.flatMap(flagWarning),
          failed: false,
        }
  } finally {
    await translator.close?.()
  }
}

function flagWarning(report: LanguageTranslation): string[] {
  return report.examples.length > 0 ? [flagSentence(report)] : []
}
