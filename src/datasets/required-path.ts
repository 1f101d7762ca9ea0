/**
 * The first of some paths that a repository has.
 *
 * @param from what the message begins with
 * @throws {RangeError} it has none of them
 */
export function requiredPath(from: string, all: readonly string[], paths: readonly string[]): string {
  const found = paths.find((path) => all.includes(path))
  if (found !== undefined) return found
  const got = all.slice(0, 12).join(', ') || 'nothing'
  throw new RangeError(
    `${from}: the hub must have ${paths.join(' or ')}; got ${all.length} files: ${got}. Check the name, the split and the languages.`,
  )
}
