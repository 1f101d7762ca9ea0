import { parseJson } from '../json.ts'
import type { Report } from './report.ts'
import { schemaFault } from './schema/fault.ts'
import { reportSchema } from './schema/report-schema.ts'

/**
 * A report as `report.json` holds it, verified against the schema that is published with it. What newer versions added to
 * schema 1 is let pass.
 *
 * @param place the file's name for messages
 * @throws {SyntaxError} the text is not JSON; says where
 * @throws {RangeError} it is no report, or of a newer schema; says which field
 */
export function readReport(text: string, place: string): Report {
  const value = parseJson(text, place)
  const schema = typeof value === 'object' && value !== null ? (value as { schema?: unknown }).schema : undefined
  if (typeof schema === 'number' && schema > 1) {
    throw new RangeError(
      `readReport: ${place}: the schema must be 1; got ${schema}, of a newer version. Update vitest-retrieval.`,
    )
  }
  const fault = schemaFault(value, reportSchema, { named: reportSchema.$defs })
  if (fault === null) return value as unknown as Report
  throw new RangeError(
    `readReport: ${place}: the file must be the report.json of a suite; ${fault}. Give the file that \`vitest bench\` wrote.`,
  )
}
