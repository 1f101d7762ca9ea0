/** How a text stands on a screen. */
export interface WrapOptions {
  /** Most columns of a line, where its words allow it. */
  readonly width: number
  /** Columns before the first line. */
  readonly first: number
  /** Columns before each further line. */
  readonly further: number
}

/** A text broken between words; each line is indented and ends with a line end. */
export function wrapped(text: string, { width, first, further }: WrapOptions): string {
  const lines = ['']
  for (const word of text.split(' ')) {
    const last = lines.at(-1)!
    const indent = lines.length === 1 ? first : further
    if (last !== '' && indent + last.length + 1 + word.length > width) lines.push(word)
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`
  }
  return lines.map((line, at) => `${' '.repeat(at === 0 ? first : further)}${line}\n`).join('')
}
