import { describe, expect, test } from 'vitest'
import { kernelProducts } from './kernel-products.ts'
import type { Products, ProductsOptions } from './products.ts'
import { prove } from './proof.ts'

const sizes = { reference: 'plain' as const, columns: 24, documents: 61 }

/** The kernel's products, but for what `spoil` does to each block's scores. */
const spoiled =
  (spoil: (values: Float32Array, options: ProductsOptions) => void) =>
  (options: ProductsOptions): Products => {
    const products = kernelProducts('simd', options)
    return {
      ...products,
      *compute(first, last) {
        yield* products.compute(first, last) as Iterable<void>
        spoil(products.values, options)
      },
    }
  }

describe('prove', () => {
  test('believes the kernel', async () => {
    await expect(
      prove(
        spoiled(() => {}),
        sizes,
      ),
    ).resolves.toBeUndefined()
  })

  test.each([
    ['a score is not a number', (v: Float32Array) => v.set([Number.NaN], 8), 'NaN off plain'],
    ['a score is wrong', (v: Float32Array) => v.set([0.9], 8), 'off plain'],
    ['a copy scores differently', (v: Float32Array) => v.set([v[3]! + 1e-6], 3), 'equal documents'],
    [
      'scores change with the block',
      (v: Float32Array, { block }: ProductsOptions) => v.set(v.map((each) => each + (block ? 1e-6 : 0))),
      'depend on the block',
    ],
  ])('refuses an engine when %s', async (_, spoil, message) => {
    await expect(prove(spoiled(spoil), sizes)).rejects.toThrow(message)
  })
})
