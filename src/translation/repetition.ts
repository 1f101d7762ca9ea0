/** Longest piece, in UTF-16 units, whose repetition is looked for. */
const longestPiece = 80
/** Least times that it stands there in a row, and least units that all of them take. */
const least = { times: 4, units: 24 }

/**
 * Whether a text says the same thing over and over, as models do that always take the likeliest next token: some piece with
 * letters stands there four times in a row or more, over 24 UTF-16 units or more. Lines of dots and long numbers do not count.
 */
export function loops(text: string): boolean {
  const most = Math.min(longestPiece, Math.floor(text.length / least.times))
  for (let length = 1; length <= most; length++) {
    const needed = Math.max(least.units, least.times * length) - length
    for (let at = length, same = 0; at < text.length; at++) {
      same = text.charCodeAt(at) === text.charCodeAt(at - length) ? same + 1 : 0
      if (same >= needed && /\p{Letter}/u.test(text.slice(at - length + 1, at + 1))) return true
    }
  }
  return false
}
