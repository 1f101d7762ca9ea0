import { type Part, shown } from './definition.ts'
import type { Model } from './model.ts'
import { greatest, idsByToken } from './vocabulary.ts'

/**
 * `WordPiece` of tokenizer.json: the longest token that the word begins with, then the longest `##token` and so on; one
 * unknown token where that fails or the word is too long.
 */
export function wordPiece(model: Part): Model {
  const ids = idsByToken(model['vocab'])
  const prefix = String(model['continuing_subword_prefix'] ?? '##')
  const longestWord = Number(model['max_input_chars_per_word'] ?? 100)
  const unknown = ids.get(String(model['unk_token'] ?? '[UNK]'))
  if (unknown === undefined) {
    throw new RangeError(
      `pretrainedTokenizer: unk_token of a WordPiece model must be in its vocab; got ${shown(model['unk_token'])}. ` +
        'Fetch tokenizer.json again.',
    )
  }
  const segment = (word: string): number[] => {
    if (word.length > longestWord && [...word].length > longestWord) return [unknown]
    const found: number[] = []
    for (let start = 0; start < word.length; ) {
      const end = longestToken(word, start, (text) => ids.has(start === 0 ? text : prefix + text))
      if (end === start) return [unknown]
      found.push(ids.get((start === 0 ? '' : prefix) + word.slice(start, end)) as number)
      start = end
    }
    return found
  }
  return { segment, greatestId: greatest(ids) }
}

/** Where the longest known text from `start` ends; `start` where none is known. */
function longestToken(word: string, start: number, known: (text: string) => boolean): number {
  let end = word.length
  while (end > start && !known(word.slice(start, end))) end--
  return end
}
