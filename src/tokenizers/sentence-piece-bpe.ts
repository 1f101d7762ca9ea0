import type { Part } from './definition.ts'
import { merged } from './merges.ts'
import type { Model } from './model.ts'
import { greatest, idsByToken } from './vocabulary.ts'

/**
 * SentencePiece's BPE: neighbours are joined where the two together are a piece, the piece of the greatest score first.
 * The tokens that result have ids of their own; a piece without one is unknown. Not part of tokenizer.json: made by
 * `m2m100Definition`.
 */
export function sentencePieceBpe(model: Part): Model {
  const pieces = model['pieces'] as readonly (readonly [piece: string, score: number])[]
  const ids = idsByToken(model['vocab'])
  const unknown = ids.get(String(model['unk_token'])) as number
  const places = new Map(pieces.map(([piece], place) => [piece, place]))
  const text = (place: number): string => pieces[place]?.[0] ?? ''

  const segment = (word: string): number[] => {
    const symbols: number[] = []
    // A place beyond the pieces: nothing is joined to it.
    for (const character of word) {
      const place = places.get(character) ?? pieces.length
      if (place < pieces.length || symbols.at(-1) !== place) symbols.push(place)
    }
    const found = merged(symbols, (left, right) => {
      if (left === pieces.length || right === pieces.length) return undefined
      const id = places.get(text(left) + text(right))
      return id === undefined ? undefined : { id, rank: -(pieces[id]?.[1] ?? 0) }
    })
    return found.map((place) => ids.get(text(place)) ?? unknown)
  }
  return { segment, greatestId: greatest(ids) }
}
