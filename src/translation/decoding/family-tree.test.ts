import { describe, expect, test } from 'vitest'
import { continued, seeds } from './family-tree.ts'
import { rowMemory } from './row-memory.ts'

describe('continued', () => {
  const first = continued(seeds(3), Int32Array.of(0, 1, 2), 0)
  // Two rows a text from here on: rows 3 to 8.
  const second = continued(first.tree, Int32Array.of(0, 0, 1, 1, 2, 2), 3)

  test('begins without ancestors', () => {
    expect(first).toEqual({
      left: [0, 1, 2],
      tree: { rows: 3, past: 0, ancestors: Int32Array.of(), texts: Int32Array.of(0, 1, 2) },
    })
  })

  test('numbers rows through all steps', () => {
    expect(second.tree.ancestors).toEqual(Int32Array.of(0, 0, 1, 1, 2, 2))
    expect(second.tree.texts).toEqual(Int32Array.of(0, 0, 1, 1, 2, 2))
  })

  test('lets rows part, go on elsewhere and end', () => {
    // The text in the middle has ended; of the last, both rows continue its second.
    const { tree, left } = continued(second.tree, Int32Array.of(1, 0, 5, 5), 9)
    expect(left).toEqual([0, 2])
    expect(tree.texts).toEqual(Int32Array.of(0, 0, 1, 1))
    expect(tree.ancestors).toEqual(Int32Array.of(0, 4, 0, 3, 2, 8, 2, 8))
  })
})

describe('rowMemory', () => {
  test('keeps what it was given, in order', () => {
    const memory = rowMemory()
    for (let step = 0; step < 5; step++) memory.add(Float32Array.of(step, step + 0.5, -step))
    expect(memory.rows).toEqual(Float32Array.from([0, 0.5, -0, 1, 1.5, -1, 2, 2.5, -2, 3, 3.5, -3, 4, 4.5, -4]))
  })
})
