import { modelPlace } from '../downloads/model-place.ts'
import { readEncoderFolder } from '../encoders/folder/read-encoder-folder.ts'
import type { Text } from '../retrieval.ts'
import { pretrainedTokenizer } from '../tokenizers/pretrained.ts'

/**
 * Mean tokens of texts, as a model folder's tokenizer counts them, special ones included, cut at the model's length.
 *
 * @throws {RangeError} no texts, or a tokenizer that is not supported
 */
export async function meanTokens(folder: string, texts: readonly Text[]): Promise<number> {
  if (texts.length === 0) throw new RangeError('meanTokens: there must be texts to count; got none.')
  const { path } = await modelPlace(folder)
  const tokenizer = pretrainedTokenizer(await readEncoderFolder(path))
  const counts = texts.map(({ text, language }) => tokenizer.tokenize(text, { language }).ids.length)
  return counts.reduce((sum, count) => sum + count, 0) / counts.length
}
