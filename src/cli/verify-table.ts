import type { Dataset } from '../datasets/dataset.ts'
import type { Counts } from '../integrity/counts.ts'
import type { Inspection } from '../integrity/inspect.ts'
import type { Screen } from './output.ts'
import { textTable } from './text-table.ts'

/** What each language holds, and all together. */
export function verifiedTable(
  { name, revision, hash }: Pick<Dataset, 'name' | 'revision' | 'hash'>,
  { counts }: Inspection,
  screen: Screen,
): string {
  const columns = ['language', 'queries', 'documents', 'judgements']
  const rows = [...counts.perLanguage, ['total', counts.total] as const].map(([of, counted]) => [of, ...cells(counted)])
  return `${textTable({ columns, rows }, screen)}\n${name} (${revision}), content ${hash.slice(0, 12)}.\n`
}

function cells({ queries, documents, judgements }: Counts): string[] {
  return [queries, documents, judgements].map((count) => count.toLocaleString('en-US'))
}
