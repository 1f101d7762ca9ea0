import { describe, expect, test } from 'vitest'
import { sinusoids } from './sinusoids.ts'

describe('sinusoids', () => {
  test('are all sines, then all cosines, from frequency 1 to 1 / 10,000', () => {
    const table = sinusoids(3, 4, 1)
    const [one, slow] = [2, 2e-4]
    expect([...table]).toEqual([
      ...[0, 0, 1, 1],
      ...[0, 0, 0, 0],
      ...[Math.sin(one), Math.sin(slow), Math.cos(one), Math.cos(slow)].map((value) => expect.closeTo(value, 7)),
    ])
  })

  test('end in a zero where the width is odd', () => {
    expect([...sinusoids(1, 5, 9)]).toEqual([0, 0, 1, 1, 0])
  })

  // M2M100SinusoidalPositionalEmbedding.get_embedding(1026, 1024, 1) of transformers 5.23 on PyTorch 2.13.
  test.each([
    [1025, 0, 0.745173454284668],
    [1025, 1, 0.9820588231086731],
    [1025, 7, -0.9569318890571594],
    [1025, 100, -0.5837411284446716],
    [1025, 511, 0.1023206040263176],
    [1025, 513, 0.18857470154762268],
    [1000, 3, -0.9850141406059265],
    [777, 20, 0.9957681894302368],
  ])('are PyTorch’s at position %i, column %i', (position, column, value) => {
    expect(Math.abs(table[position * 1024 + column]! - value)).toBeLessThan(2 ** -23)
  })
})

const table = sinusoids(1026, 1024, 1)
