import type { Language } from '../retrieval.ts'
import { addedTokens } from '../tokenizers/added-tokens.ts'

/** The languages that a model's tokenizer has tokens of. */
export interface M2M100Languages {
  readonly codes: readonly Language[]
  /**
   * The id of a language's token. A region or script behind the language is left out where the whole is unknown.
   *
   * @throws {RangeError} there is none; the message lists those that there are
   */
  id(language: Language): number
}

/** `__en__` of M2M100, `eng_Latn` of NLLB. */
const token = /^__(?<m2m100>[a-z]{2,}.*)__$|^(?<nllb>[a-z]{3}_[A-Z][a-z]{3})$/

/** @param definition contents of a tokenizer.json, or `m2m100Definition` */
export function m2m100Languages(definition: Readonly<Record<string, unknown>>, model: string): M2M100Languages {
  const ids = new Map<Language, number>()
  for (const { content, id } of addedTokens(definition['added_tokens'])) {
    const groups = token.exec(content)?.groups
    const code = groups?.['m2m100'] ?? groups?.['nllb']
    if (code !== undefined) ids.set(code, id)
  }
  return {
    codes: [...ids.keys()],
    id(language) {
      const id = ids.get(language) ?? ids.get(language.split(/[-_]/)[0]!)
      if (id !== undefined) return id
      throw new RangeError(
        `m2m100Translator: a language must be one of those that ${model} knows, ${[...ids.keys()].join(', ')}; got ${JSON.stringify(language)}. Spell it as the model does, or leave it out.`,
      )
    },
  }
}
