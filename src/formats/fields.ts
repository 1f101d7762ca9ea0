export const newline = 10
/** `#`, with which a comment begins, as in trec_eval 10.0. */
export const commentMark = 35

/** Fields end at ASCII white space alone: an id may hold U+00A0 or U+3000, which `\s` would take for the end of it. */
const isBlank: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number(byte === 32 || (byte >= 9 && byte <= 13)),
)

/** Where the next field of the line begins, or the line feed that ends the line. */
export function startOfField(bytes: Uint8Array, from: number): number {
  let at = from
  while (isBlank[bytes[at]!] === 1 && bytes[at] !== newline) at++
  return at
}

/** Just behind the field that begins here; here where a line feed stands. */
export function endOfField(bytes: Uint8Array, from: number): number {
  let at = from
  while (isBlank[bytes[at]!] === 0) at++
  return at
}
