import type { ConfigFile } from './config-file.ts'

/**
 * Most tokens of a text: `max_seq_length` of sentence_bert_config.json, else the tokenizer's `model_max_length`, as
 * sentence-transformers has it, and never more than there are positions.
 *
 * @param places number of positions, which is Infinity where there is no end to them
 * @param files.sentences sentence_bert_config.json
 * @param files.tokenizer tokenizer_config.json
 */
export function readMaxLength(
  places: number,
  files: { readonly sentences: ConfigFile | undefined; readonly tokenizer: ConfigFile | undefined },
): number {
  const { sentences, tokenizer } = files
  if (sentences?.get('max_seq_length') !== undefined) return Math.min(sentences.count('max_seq_length'), places)
  const length = tokenizer?.get('model_max_length') ?? places
  // Tokenizers without a limit say 10³⁰.
  if (typeof length === 'number' && length >= 1) return Math.min(Math.floor(length), places)
  throw tokenizer!.refused('model_max_length', 'a number of at least 1')
}
