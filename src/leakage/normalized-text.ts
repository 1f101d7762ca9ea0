/**
 * A text as two are called the same: NFKC, without case, every run of punctuation and white space one space, invisible
 * characters gone. Accents, symbols (C and C++) and the order of words still tell texts apart. A text of punctuation
 * alone stays as NFKC leaves it.
 *
 * Case goes by upper-casing, then lower-casing: full folding but for the dotless ı, which falls together with i.
 */
export function normalizedText(text: string): string {
  const compatible = text.normalize('NFKC')
  const folded = compatible.toUpperCase().toLowerCase().replaceAll('ς', 'σ').normalize('NFKC')
  const squeezed = folded
    .replace(/\p{Default_Ignorable_Code_Point}+/gu, '')
    .replace(/[\p{P}\p{White_Space}\p{Cc}]+/gu, ' ')
    .trim()
  return squeezed === '' ? compatible.trim() : squeezed
}
