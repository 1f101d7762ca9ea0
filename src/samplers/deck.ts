import { drawInteger, type Random } from '../random.ts'

/** Deals `count` different cards, as their numbers. */
export type Deck = (count: number) => number[]

/**
 * A deck of the cards 0 … size − 1, dealt without replacement and shuffled anew when it is empty: every run of `size`
 * cards, counted from the first, holds each card exactly once. A hand that spans two passes still holds no card twice:
 * in the second pass the cards it already has can only come later. 4 bytes a card; dealing one is O(1), since the
 * shuffle (Fisher–Yates) goes only as far as the cards that are dealt.
 *
 * @throws {RangeError} on dealing: the hand is larger than the deck
 */
export function deck(size: number, random: Random): Deck {
  const cards = Uint32Array.from({ length: size }, (_, card) => card)
  let dealt = 0
  return (count) => {
    if (count > size) throw new RangeError(`deck: a hand must fit into the deck; got ${count} of ${size} cards.`)
    const hand: number[] = []
    // What this hand took from the pass before lies at the end of `cards`, out of the shuffle's reach.
    let barred = 0
    while (hand.length < count) {
      if (dealt === size) {
        dealt = 0
        barred = hand.length
      }
      const at = dealt + drawInteger(random, size - barred - dealt)
      const card = cards[at]!
      cards[at] = cards[dealt]!
      cards[dealt++] = card
      hand.push(card)
    }
    return hand
  }
}
