/**
 * The place of each id when ids are sorted descending by their UTF-8 bytes: 0 for the greatest. Documents of equal score
 * are ranked in this order, as trec_eval does. JavaScript's `<` compares UTF-16 units and differs beyond U+FFFF;
 * `localeCompare` differs everywhere.
 */
export function descendingIdOrder(ids: readonly string[]): Int32Array {
  const keys = ids.map((id) => Buffer.from(id))
  const places = new Int32Array(ids.length)
  const sorted = Array.from(ids, (_, index) => index).sort((a, b) => Buffer.compare(keys[b]!, keys[a]!))
  sorted.forEach((index, place) => {
    places[index] = place
  })
  return places
}
