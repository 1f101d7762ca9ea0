/**
 * What may not be each other's negatives in a batch: the concept of each row, then that which each hard negative answers,
 * −1 where it answers none of the rows. Equal numbers are right answers.
 *
 * A row's concept is its group. Groups of which one hard negative is a right answer alike count as one concept here,
 * since a number alone cannot say that it answers both.
 *
 * @param answered the groups that a hard negative is a right answer of
 */
export function batchConcepts(
  groups: readonly number[],
  negatives: readonly number[],
  answered: (negative: number) => readonly number[],
): number[] {
  const present = new Set(groups)
  const answering = negatives.map((negative) => answered(negative).filter((group) => present.has(group)))
  const merged = new Map<number, number>()
  const conceptOf = (group: number): number => {
    let concept = group
    for (let into = merged.get(concept); into !== undefined; into = merged.get(concept)) concept = into
    return concept
  }
  for (const [first = 0, ...others] of answering) {
    for (const other of others.map(conceptOf)) {
      if (other !== conceptOf(first)) merged.set(other, conceptOf(first))
    }
  }
  return [...groups.map(conceptOf), ...answering.map(([first]) => (first === undefined ? -1 : conceptOf(first)))]
}
