/** Who continues whom, over the steps of a batch: rows are numbered through all steps. */
export interface FamilyTree {
  /** Rows of the latest step. */
  readonly rows: number
  /** Steps before the latest. */
  readonly past: number
  /** rows × past: of each row, the numbers of those before it, the oldest first. */
  readonly ancestors: Int32Array
  /** Of each row, the number of the text that it writes about, among the texts left. */
  readonly texts: Int32Array
}

/** Before the first step: one row a text, with no number. */
export function seeds(texts: number): FamilyTree {
  return { rows: texts, past: -1, ancestors: new Int32Array(), texts: Int32Array.from({ length: texts }, (_, i) => i) }
}

/**
 * The next step, where row i continues row `parents[i]` of this one.
 *
 * @param numbered how many rows there were up to this step, this included
 * @returns the tree, and which texts are left, by their numbers in this step
 */
export function continued(
  tree: FamilyTree,
  parents: Int32Array,
  numbered: number,
): { readonly tree: FamilyTree; readonly left: readonly number[] } {
  const past = tree.past + 1
  const ancestors = new Int32Array(parents.length * past)
  const before = Math.max(tree.past, 0)
  for (const [row, parent] of parents.entries()) {
    ancestors.set(tree.ancestors.subarray(parent * before, (parent + 1) * before), row * past)
    if (past > 0) ancestors[row * past + before] = numbered - tree.rows + parent
  }
  const left = [...new Set(Array.from(parents, (parent) => tree.texts[parent]!))]
  const places = new Map(left.map((text, place) => [text, place]))
  const texts = parents.map((parent) => places.get(tree.texts[parent]!)!)
  return { tree: { rows: parents.length, past, ancestors, texts }, left }
}
