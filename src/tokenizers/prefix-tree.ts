/** Strings by their beginnings, over UTF-16 units, in a hash table of typed arrays: 250 k tokens take about 30 MB. */
export interface PrefixTree {
  /** The node behind `node` by one more unit; 0 where no string goes on so. The root is 0. */
  child(node: number, unit: number): number
  /** The value of the string that ends at a node; −1 where none does. */
  value(node: number): number
}

/** @param words where a string stands twice the later value holds */
export function prefixTree(words: readonly (readonly [word: string, value: number])[]): PrefixTree {
  const units = words.reduce((sum, [word]) => sum + word.length, 0)
  const bits = Math.max(4, Math.ceil(Math.log2(units + 1)) + 1)
  const children = new Int32Array(2 ** bits)
  const parents = new Int32Array(2 ** bits)
  const labels = new Uint16Array(2 ** bits)
  const values = new Int32Array(units + 1).fill(-1)
  /** The slot of a child, or the free one where it would be. */
  const slotOf = (node: number, unit: number): number => {
    let slot = Math.imul(node ^ Math.imul(unit, 0x9e37_79b1), 0x85eb_ca6b) >>> (32 - bits)
    while (children[slot] !== 0 && (parents[slot] !== node || labels[slot] !== unit))
      slot = (slot + 1) & (2 ** bits - 1)
    return slot
  }
  let nodes = 1
  for (const [word, value] of words) {
    let node = 0
    for (let at = 0; at < word.length; at++) {
      const unit = word.charCodeAt(at)
      const slot = slotOf(node, unit)
      if (children[slot] === 0) {
        children[slot] = nodes++
        parents[slot] = node
        labels[slot] = unit
      }
      node = children[slot] as number
    }
    values[node] = value
  }
  return { child: (node, unit) => children[slotOf(node, unit)] as number, value: (node) => values[node] as number }
}
