/** Lower case character by character, as Rust does for tokenizers: a sigma stays σ at the end of a word. */
export function lowerCase(text: string): string {
  const lower = text.toLowerCase()
  return lower.includes('ς') ? Array.from(text, (character) => character.toLowerCase()).join('') : lower
}
