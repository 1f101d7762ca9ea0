import { shown } from './definition.ts'

/**
 * The vocab of a WordPiece or BPE model.
 *
 * @throws {TypeError} it is not an object from token to id
 */
export function idsByToken(vocab: unknown): ReadonlyMap<string, number> {
  const entries = typeof vocab === 'object' && vocab !== null && !Array.isArray(vocab) ? Object.entries(vocab) : []
  if (entries.length === 0 || !entries.every(([, id]) => Number.isInteger(id) && (id as number) >= 0)) {
    throw new TypeError(
      `pretrainedTokenizer: vocab must be an object from tokens to ids; got ${shown(vocab)}. Fetch tokenizer.json again.`,
    )
  }
  return new Map(entries as [string, number][])
}

/** The greatest id. */
export function greatest(ids: ReadonlyMap<string, number>): number {
  let most = -1
  for (const id of ids.values()) most = Math.max(most, id)
  return most
}
