import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Dataset } from '../datasets/dataset.ts'
import { assembleLareqa } from '../datasets/lareqa-dataset.ts'
import { readXquadR, xquadRLanguages } from '../datasets/xquad-r-files.ts'
import type { Finding } from '../integrity/finding.ts'
import { type Inspection, inspect } from '../integrity/inspect.ts'
import type { Output, Screen } from './output.ts'
import { verifyPublished } from './verify-published.ts'
import { verifiedTable } from './verify-table.ts'

export interface VerifyCommandOptions {
  readonly dataset: 'xquad-r'
  /** The data set's folder, or the one that holds it under its name. */
  readonly data: string
  /** Codes between commas; all without. */
  readonly languages?: string
  /** Files that are not the published ones are taken too, with a warning. */
  readonly local: boolean
  readonly format: 'table' | 'json'
  readonly screen: Screen
}

/**
 * What `vitest-retrieval verify` prints: what a data set holds, and what is suspicious about it.
 *
 * @throws {RangeError | TypeError | SyntaxError} it is refused: a file, an entry or a whole language is not as it must be
 */
export async function verifyCommand({ data, languages, local, format, screen }: VerifyCommandOptions): Promise<Output> {
  const wanted = languages === undefined ? xquadRLanguages : languages.split(',')
  const { files, revision } = await readXquadR(folderOf(data), wanted)
  const dataset = assembleLareqa(files, { name: 'xquad-r', revision, candidate: 'sentence' })
  if (!local) await verifyPublished(files)
  const inspection = inspect(dataset)
  refuse(inspection)
  const warnings = [...localWarnings(dataset), ...inspection.warnings.map(sentence)]
  return format === 'json'
    ? { text: `${JSON.stringify(verifiedJson(dataset, inspection), null, 2)}\n`, warnings: [], failed: false }
    : { text: verifiedTable(dataset, inspection, screen), warnings, failed: false }
}

function verifiedJson({ name, revision, hash }: Dataset, { counts, warnings }: Inspection): object {
  const { perLanguage, total } = counts
  return {
    dataset: { name, revision, hash },
    counts: { total, perLanguage: Object.fromEntries(perLanguage) },
    warnings,
  }
}

function refuse({ errors }: Inspection): void {
  if (errors.length === 0) return
  throw new RangeError(`The data set cannot be used.\n${errors.map(sentence).join('\n')}`)
}

function sentence({ message, examples, count }: Finding): string {
  const more = count > examples.length ? ' …' : ''
  return `${message}\n  ${examples.join('\n  ')}${more}`
}

function localWarnings({ revision }: Dataset): string[] {
  return revision === 'local' ? ['Files are not the published ones: revision local.'] : []
}

/** The folder named, or the one of the data set's name in it. */
function folderOf(data: string): string {
  const inside = join(data, 'xquad-r')
  return existsSync(inside) ? inside : data
}
