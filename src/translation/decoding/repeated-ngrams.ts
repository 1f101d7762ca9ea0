/** Tokens that would end a sequence of `size` tokens which the text has already. None for size 0. */
export function repeatingTokens(text: readonly number[], size: number): ReadonlySet<number> {
  const repeating = new Set<number>()
  if (size === 0 || text.length < size) return repeating
  const last = text.length - size + 1
  for (let start = 0; start < last; start++) {
    if (same(text, { start, last, length: size - 1 })) repeating.add(text[start + size - 1]!)
  }
  return repeating
}

function same(
  text: readonly number[],
  { start, last, length }: { readonly start: number; readonly last: number; readonly length: number },
): boolean {
  for (let i = 0; i < length; i++) if (text[start + i] !== text[last + i]) return false
  return true
}
