import type { Dataset } from '../datasets/dataset.ts'
import { isStreamed } from '../datasets/document-stream.ts'
import { type Inspection, inspect, inspectStreamed } from '../integrity/inspect.ts'
import { findingText } from './finding-text.ts'
import type { Output, Screen } from './output.ts'
import { isPublished } from './verify-published.ts'
import { type VerifySource, verifiedSource } from './verify-source.ts'
import { verifiedTable } from './verify-table.ts'

export interface VerifyCommandOptions extends VerifySource {
  readonly format: 'table' | 'json'
  readonly screen: Screen
}

type Identity = Pick<Dataset, 'name' | 'revision' | 'hash'>

/**
 * What `vitest-retrieval verify` prints: what a data set holds, and what is suspicious about it.
 *
 * @throws {RangeError | TypeError | SyntaxError} it is refused: a file, an entry or a whole language is not as it must be
 */
export async function verifyCommand({ format, screen, ...source }: VerifyCommandOptions): Promise<Output> {
  const dataset = await verifiedSource(source)
  const inspection = isStreamed(dataset) ? await inspectStreamed(dataset) : inspect(dataset)
  refuse(inspection)
  const warnings = [...localWarnings(source, dataset), ...inspection.warnings.map(findingText)]
  return format === 'json'
    ? { text: `${JSON.stringify(verifiedJson(dataset, inspection), null, 2)}\n`, warnings: [], failed: false }
    : { text: verifiedTable(dataset, inspection, screen), warnings, failed: false }
}

function verifiedJson({ name, revision, hash }: Identity, { counts, warnings }: Inspection): object {
  const { perLanguage, total } = counts
  return {
    dataset: { name, revision, hash },
    counts: { total, perLanguage: Object.fromEntries(perLanguage) },
    warnings,
  }
}

function refuse({ errors }: Inspection): void {
  if (errors.length === 0) return
  throw new RangeError(`The data set cannot be used.\n${errors.map(findingText).join('\n')}`)
}

function localWarnings({ dataset: name }: VerifySource, { revision }: Identity): string[] {
  return isPublished(name) && revision === 'local' ? ['Files are not the published ones: revision local.'] : []
}
