import type { Language } from '../retrieval.ts'

const names = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' })

/** `Thai (th)`; a code that is none stays as it is. */
export function languageName(language: Language): string {
  const name = nameOf(language)
  return name === undefined ? language : `${name} (${language})`
}

function nameOf(language: Language): string | undefined {
  try {
    return names.of(language)
  } catch {
    // Not the form of a language tag: data sets may name languages as they like.
    return undefined
  }
}
