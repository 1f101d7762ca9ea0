import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { radixSort } from './radix-sort.ts'

describe('radixSort', () => {
  test('sorts keys as unsigned integers, values beside them, and leaves what lies beyond', () => {
    const [keys, values] = [Uint32Array.of(7, 0xffff_ffff, 0, 7, 1), Int32Array.of(10, 11, 12, 13, 14)]
    radixSort(keys, values, 4)
    expect([...keys]).toEqual([0, 7, 7, 0xffff_ffff, 1])
    expect([...values]).toEqual([12, 10, 13, 11, 14])
  })

  const wide = fc.integer({ min: 0, max: 0xffff_ffff })
  const narrow = fc.integer({ min: 0x7fff_fff0, max: 0x8000_0010 })
  test.prop([fc.oneof(...[wide, narrow].map((key) => fc.array(key, { maxLength: 200, size: 'max' })))])(
    'equals a stable sort',
    (all) => {
      const order = [...all.keys()].sort((a, b) => all[a]! - all[b]!)
      const [keys, values] = [Uint32Array.from(all), Int32Array.from(all.keys())]
      radixSort(keys, values, all.length)
      expect([...values]).toEqual(order)
      expect([...keys]).toEqual(order.map((i) => all[i]!))
    },
  )
})
