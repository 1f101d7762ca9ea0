/** C0 and C1 controls but tab and line break, and the marks that open or close a run of text of forced direction. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const unprintable = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g

const rightToLeft = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u

/**
 * Text with control characters spelt out (`⟨U+202E⟩`), so that nothing can reorder or hide what stands around it.
 * Tabs and line breaks stay. Escaping for HTML is the template's work.
 */
export function plainText(text: string): string {
  return text.replace(unprintable, (mark) => `⟨U+${mark.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}⟩`)
}

/** A name as it may stand inside an English sentence: one line, and set apart where it is written from right to left. */
export function nameInSentence(name: string): string {
  const line = plainText(name).replace(/\s+/g, ' ').trim() || 'unnamed'
  return rightToLeft.test(line) ? `\u2068${line}\u2069` : line
}

/** `a`, `a and b`, `a, b and c`. */
export function listInSentence(items: readonly string[]): string {
  return items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`
}

/** A text cut to a number of characters, the last of them `…` where something was left out. */
export function shortened(text: string, length: number): string {
  const characters = [...plainText(text).replace(/\s+/g, ' ')]
  return characters.length <= length ? characters.join('') : `${characters.slice(0, length - 1).join('')}…`
}

/** `1 case`, `2 cases`, `1,190 queries`. */
export function counted(count: number, singular: string, plural = `${singular}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? singular : plural}`
}
