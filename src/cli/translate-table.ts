import { translationFlags } from '../translation/translation-checks.ts'
import type { TranslationReport } from '../translation/translation-report.ts'
import type { Screen } from './output.ts'
import { textTable } from './text-table.ts'

/** What was translated into each language; flags that none has are left out. */
export function translatedTable({ languages }: TranslationReport, screen: Screen): string {
  const found = translationFlags.filter((flag) => languages.some(({ flags }) => flags[flag] > 0))
  const columns = ['language', 'sentences', 'from cache', 'concepts', 'dropped', ...found]
  const rows = languages.map(({ language, sentences, asked, concepts, dropped, flags }) => [
    language,
    ...[sentences, sentences - asked, concepts, dropped, ...found.map((flag) => flags[flag])].map((count) =>
      count.toLocaleString('en-US'),
    ),
  ])
  return textTable({ columns, rows }, screen)
}
