import type { Language } from '../retrieval.ts'

/** Languages of an evaluation, each as its data set spells it, by whether training had any text of it. */
export interface LanguagesSeen {
  readonly seen: readonly Language[]
  /** Zero-shot as far as the training pairs go; what a pretrained encoder was trained on before is not known here. */
  readonly unseen: readonly Language[]
}

/** Spellings, scripts and regions do not make another language: `zh-Hant` is seen where `zh` or `zho` is trained on. */
export function languagesSeen(trained: readonly Language[], evaluated: readonly Language[]): LanguagesSeen {
  const known = new Set(trained.map(primary))
  return {
    seen: evaluated.filter((language) => known.has(primary(language))),
    unseen: evaluated.filter((language) => !known.has(primary(language))),
  }
}

/** The primary subtag as ISO 639-1 has it, where it does; a name that is no language tag, in lower case. */
function primary(language: Language): string {
  try {
    return new Intl.Locale(language.replaceAll('_', '-')).language
  } catch {
    return language.toLowerCase()
  }
}
