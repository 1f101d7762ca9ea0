/** Where in a value of plain data the first number stands that is NaN or infinite: `scores.0.value`, or null. */
export function firstNonFinite(value: unknown, path = ''): string | null {
  if (typeof value === 'number') return Number.isFinite(value) ? null : path
  if (typeof value !== 'object' || value === null) return null
  for (const [key, item] of Object.entries(value)) {
    const found = firstNonFinite(item, path ? `${path}.${key}` : key)
    if (found !== null) return found
  }
  return null
}
