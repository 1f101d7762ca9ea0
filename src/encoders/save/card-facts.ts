import type { CardFacts } from './model-card.ts'
import type { SavableStatic, SavableTransformer } from './savable.ts'

/** What a model card says of an encoder itself. */
export function cardFacts(
  base: SavableStatic | SavableTransformer,
  { unknownWords, ...facts }: Omit<CardFacts, 'kind' | 'limits'> & { readonly unknownWords: 'refuse' | 'skip' },
): CardFacts {
  return base.kind === 'static'
    ? { ...facts, kind: 'Static word encoder', limits: [staticLimit[unknownWords]] }
    : { ...facts, kind: kindOf(base), limits: transformerLimits(base) }
}

const words = 'A text is the mean of its words; words are what stands between blanks and most punctuation, case kept.'

const staticLimit = {
  refuse: `${words} A text with a word that the encoder was not saved with is refused: \`WordLevel error: Missing [UNK] token\`.`,
  skip: `${words} A word that the encoder was not saved with is left out.`,
} as const

function kindOf({ folder, trained }: SavableTransformer): string {
  return `${trained?.size ? 'Fine-tuned' : 'Pretrained'} transformer (${folder.architecture.family}, ${folder.architecture.layers} layers)`
}

function transformerLimits({ folder }: SavableTransformer): readonly string[] {
  if (folder.architecture.family !== 'm2m100') return []
  const language = folder.tokenizer.config['src_lang']
  const which = typeof language === 'string' ? `, of \`${language}\`` : ''
  return [
    `The encoder of M2M100 alone, which sentence-transformers loads from version 6 on. In Python every text begins with the language token of the tokenizer's template${which}; \`pretrained()\` of vitest-retrieval puts each text's own there.`,
  ]
}
