import { realpathSync } from 'node:fs'

/** A sentence for each file that is named more than once, under one name or another. */
export function sameFileWarnings(files: readonly string[]): string[] {
  const groups = Map.groupBy(files, placeOf)
  return [...groups.values()]
    .filter((names) => names.length > 1)
    .map((names) => `The same file is given ${names.length} times: ${[...new Set(names)].join(', ')}.`)
}

/** Files that do not exist are complained about by whoever reads them. */
function placeOf(file: string): string {
  try {
    return realpathSync(file)
  } catch {
    return file
  }
}
