import type { Language } from '../retrieval.ts'
import type { AddedToken } from './added-tokens.ts'

/** The token of a language that M2M100's texts begin with: that of the text's own, of one for all texts, or none. */
export type LanguageToken = 'source' | { readonly language: Language } | 'none'

export interface LanguageTokens {
  /** Special tokens before a text, the language's among them. The same count for every language. */
  ids(language: Language | undefined): readonly number[]
  readonly count: number
}

/** Whose tokenizer it is. */
export interface LanguageTokenOwner {
  readonly name: string
  readonly family: string
  /** tokenizer_config.json; its `src_lang` is the language of a text that has none. */
  readonly config: Readonly<Record<string, unknown>>
}

export interface LanguageTokenOptions {
  readonly added: readonly AddedToken[]
  /** Special tokens before a text as the template has them, with a language's or without. */
  readonly before: readonly number[]
  readonly option: LanguageToken | undefined
}

/**
 * What stands before a text. The language's token is `__en__` of M2M100 (or `eng_Latn` of NLLB) and takes the place of
 * the one in the template, or the first. A region or script behind the language is left out where the whole is unknown:
 * `zh_cn` and `zh-Hant` are `__zh__`.
 *
 * @throws {RangeError} an option for a tokenizer without languages; a language that it does not know
 */
export function languageTokens(
  owner: LanguageTokenOwner,
  { added, before, option }: LanguageTokenOptions,
): LanguageTokens {
  const known = languageIds(added)
  if (owner.family !== 'm2m100' || known.size === 0) {
    if (option === undefined || option === 'none') return { ids: () => before, count: before.length }
    throw new RangeError(
      `pretrainedTokenizer: languageToken must be left out for a tokenizer without languages; got ` +
        `${JSON.stringify(option)} for ${owner.name}. Leave it out.`,
    )
  }
  const languages = new Set(known.values())
  const others = before.filter((id) => !languages.has(id))
  if (option === 'none') return { ids: () => others, count: others.length }
  const constant = typeof option === 'object' ? idOf(known, option.language) : undefined
  const fallback = owner.config['src_lang']
  return {
    count: others.length + 1,
    ids: (language) => [constant ?? idOf(known, language ?? sourceLanguage(owner, fallback)), ...others],
  }
}

/** Codes of languages as M2M100 (`__en__`) and NLLB (`eng_Latn`) spell them → ids of their tokens. */
export function languageIds(added: readonly AddedToken[]): Map<Language, number> {
  const known = new Map<Language, number>()
  for (const { content, id } of added) {
    const code = /^__([a-z]{2,}.*)__$/.exec(content)?.[1] ?? /^[a-z]{3}_[A-Z][a-z]{3}$/.exec(content)?.[0]
    if (code !== undefined) known.set(code, id)
  }
  return known
}

/** The id of a language's token. A region or script behind the language is left out where the whole is unknown. */
export function languageId(known: ReadonlyMap<Language, number>, language: Language): number | undefined {
  return known.get(language) ?? known.get(language.split(/[-_]/)[0] as string)
}

function idOf(known: ReadonlyMap<Language, number>, language: Language): number {
  const id = languageId(known, language)
  if (id !== undefined) return id
  const some = [...known.keys()].slice(0, 8).join(', ') + (known.size > 8 ? ' …' : '')
  throw new RangeError(
    `pretrainedTokenizer: the language must be one of the ${known.size} that the tokenizer knows (${some}); ` +
      `got ${JSON.stringify(language)}. Give languageToken: { language } to take one for all texts, or 'none'.`,
  )
}

function sourceLanguage(owner: LanguageTokenOwner, fallback: unknown): Language {
  if (typeof fallback === 'string') return fallback
  throw new RangeError(
    `pretrainedTokenizer: a text must have a language where tokenizer_config.json has no src_lang; got none for ` +
      `${owner.name}. Give the text's language, or languageToken: { language }.`,
  )
}
