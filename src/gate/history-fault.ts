import { settings } from '../retrieval.ts'

/** What is wrong with a line of the history, or null. Each phrase names the field. */
export function historyFault(entry: unknown): string | null {
  if (!isObject(entry)) return 'must be an object'
  const { schema, scores } = entry
  if (typeof schema === 'number' && schema > 1) return `has schema ${schema}, newer than this version reads`
  if (schema !== 1) return '"schema" must be 1'
  for (const field of ['key', 'dataset', 'configurationHash', 'date'] as const)
    if (typeof entry[field] !== 'string') return `"${field}" must be a string`
  if (Number.isNaN(Date.parse(entry['date'] as string))) return '"date" must be a date in the form of ISO 8601'
  if (entry['commit'] !== null && typeof entry['commit'] !== 'string') return '"commit" must be a string or null'
  if (typeof entry['dirty'] !== 'boolean') return '"dirty" must be true or false'
  return isScores(scores) ? null : '"scores" must give each measure a finite number by setting'
}

function isScores(scores: unknown): boolean {
  const known: readonly string[] = settings
  return (
    isObject(scores) &&
    Object.values(scores).every(
      (values) =>
        isObject(values) &&
        Object.entries(values).every(([setting, value]) => known.includes(setting) && Number.isFinite(value)),
    )
  )
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
