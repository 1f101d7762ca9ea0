import type { Language } from '../retrieval.ts'
import { addedTokens } from '../tokenizers/added-tokens.ts'
import { languageId, languageIds } from '../tokenizers/language-tokens.ts'

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

/** @param definition contents of a tokenizer.json, or `m2m100Definition` */
export function m2m100Languages(definition: Readonly<Record<string, unknown>>, model: string): M2M100Languages {
  const ids = languageIds(addedTokens(definition['added_tokens']))
  return {
    codes: [...ids.keys()],
    id(language) {
      const id = languageId(ids, language)
      if (id !== undefined) return id
      throw new RangeError(
        `m2m100Translator: a language must be one of those that ${model} knows, ${[...ids.keys()].join(', ')}; got ${JSON.stringify(language)}. Spell it as the model does, or leave it out.`,
      )
    },
  }
}
