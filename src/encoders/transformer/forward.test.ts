import { fc, test as propertyTest } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { naiveDense, naivePooled, naiveStates, naiveUnit } from '../../../fixtures/naive-transformer.ts'
import { tinyLength, tinyTransformer, tinyVocabulary } from '../../../fixtures/tiny-transformer.ts'
import { chooseBackend } from '../../backends/tensorflow/choose-backend.ts'
import { drawInteger, seeded } from '../../random.ts'
import type { Tokens } from '../../tokenizers/tokenizer.ts'
import type { PoolingMode } from '../folder/model-folder.ts'
import { paddedBatch } from '../padded-batch.ts'
import type { DropoutMasks } from './dropout.ts'
import { vectors } from './forward.ts'
import type { TransformerModel } from './model.ts'
import { openModel } from './open-model.ts'
import { tokenLimits } from './token-limits.ts'

const { tf } = await chooseBackend({ prefer: 'wasm' })

const model = fc
  .record({
    family: fc.constantFrom('bert' as const, 'xlm-roberta' as const, 'm2m100' as const),
    seed: fc.integer({ min: 1, max: 1000 }),
    dense: fc.boolean(),
    modes: fc.subarray<PoolingMode>(['cls', 'mean', 'max', 'mean-sqrt-length', 'weighted-mean', 'last-token'], {
      minLength: 1,
    }),
    activation: fc.constantFrom('gelu' as const, 'gelu-tanh' as const, 'relu' as const),
  })
  .map(({ activation, ...options }): TransformerModel => {
    const tiny = tinyTransformer(options)
    return { ...tiny, architecture: { ...tiny.architecture, activation } }
  })
const texts = fc
  .array(fc.record({ length: fc.integer({ min: 1, max: tinyLength }), seed: fc.nat() }), { minLength: 1, maxLength: 5 })
  .map((all) => all.map(({ length, seed }) => text(length, seed)))

function text(length: number, seed: number): Tokens {
  const random = seeded(seed)
  const first = drawInteger(random, length)
  const end = first + 1 + drawInteger(random, length - first)
  // No padding token inside: it has a position of its own.
  return { ids: Int32Array.from({ length }, () => 2 + drawInteger(random, tinyVocabulary - 2)), first, end }
}

async function vectorsOf(of: TransformerModel, all: readonly Tokens[]): Promise<number[][]> {
  const open = await openModel(tf, of)
  const batch = paddedBatch(all, tokenLimits(of.architecture))
  const result = tf.tidy(() => vectors({ model: open, batch }))
  const rows = (await result.array()) as number[][]
  result.dispose()
  open.dispose()
  return rows
}

describe('vectors', () => {
  propertyTest.prop([model, texts], { numRuns: 25 })(
    'of a text do not depend on the texts beside it',
    async (of, all) => {
      const together = await vectorsOf(of, all)
      for (const [i, one] of all.entries()) close((await vectorsOf(of, [one]))[0]!, together[i]!, 1e-5)
    },
    60_000,
  )

  propertyTest.prop([model, texts], { numRuns: 50 })(
    'are those of plain loops',
    async (of, all) => {
      const rows = await vectorsOf(of, all)
      for (const [i, one] of all.entries()) close(rows[i]!, await naiveVector(of, one), 1e-5)
    },
    60_000,
  )

  test.each(['bert', 'm2m100'] as const)(
    'of %s have in training something dropped at each place, once',
    async (family) => {
      const of = tinyTransformer({ family })
      const open = await openModel(tf, of)
      const places: string[] = []
      const seen = (kind: string) => (place: string) => {
        places.push(`${kind}: ${place}`)
        return undefined
      }
      const dropout: DropoutMasks = {
        hidden: seen('hidden'),
        attention: seen('attention'),
        activation: seen('activation'),
      }
      const batch = paddedBatch([text(3, 1)], tokenLimits(of.architecture))
      tf.dispose(tf.tidy(() => vectors({ model: open, batch, dropout })))
      open.dispose()
      const ofLayer = (layer: number): string[] => [
        `attention: attention ${layer}`,
        `hidden: attention output ${layer}`,
        `activation: activation ${layer}`,
        `hidden: output ${layer}`,
      ]
      expect(places).toEqual(['hidden: embeddings', ...ofLayer(0), ...ofLayer(1)])
    },
  )
})

async function naiveVector({ architecture, weights, pooling, dense }: TransformerModel, tokens: Tokens) {
  const read = weights.names.map(async (name) => [name, await weights.read(name)] as const)
  const states = naiveStates(tokens.ids, { architecture, parameters: new Map(await Promise.all(read)) })
  const pooled = pooling.modes.flatMap((mode) => naivePooled(states, tokens, mode))
  return naiveUnit(dense.reduce<readonly number[]>(naiveDense, pooled))
}

function close(a: readonly number[], b: readonly number[], limit: number): void {
  expect(a).toHaveLength(b.length)
  expect(Math.max(...a.map((value, i) => Math.abs(value - b[i]!)))).toBeLessThan(limit)
}
