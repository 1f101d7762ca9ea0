import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { tinyLength, tinyTransformer, tinyVocabulary } from '../../../fixtures/tiny-transformer.ts'
import { chooseBackend } from '../../backends/tensorflow/choose-backend.ts'
import { drawInteger, seeded } from '../../random.ts'
import type { Tokens } from '../../tokenizers/tokenizer.ts'
import type { LayerNames } from '../folder/architecture.ts'
import { paddedBatch } from '../onnx/batch.ts'
import { sinusoids } from '../onnx/sinusoids.ts'
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
  })
  .map(tinyTransformer)
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
  test.prop([model, texts], { numRuns: 25 })(
    'of a text do not depend on the texts beside it',
    async (of, all) => {
      const together = await vectorsOf(of, all)
      for (const [i, one] of all.entries()) close((await vectorsOf(of, [one]))[0]!, together[i]!, 1e-5)
    },
    60_000,
  )

  test.prop([model, texts], { numRuns: 25 })(
    'are those of plain loops',
    async (of, all) => {
      const naive = await naiveTransformer(of)
      const rows = await vectorsOf(of, all)
      for (const [i, one] of all.entries()) close(rows[i]!, naive(one), 1e-5)
    },
    60_000,
  )
})

function close(a: readonly number[], b: readonly number[], limit: number): void {
  expect(a).toHaveLength(b.length)
  expect(Math.max(...a.map((value, i) => Math.abs(value - b[i]!)))).toBeLessThan(limit)
}

type Vector = readonly number[]

/** One text in 64 bits, a vector a token, without batches, padding or matrices. */
async function naiveTransformer({ architecture, weights, dense }: TransformerModel) {
  const { hidden, heads, tensors, norm: normPlace, epsilon, scale, positions, padding } = architecture
  const values = new Map<string, Float32Array>()
  for (const name of weights.names) values.set(name, await weights.read(name))
  const row = (table: Float32Array, at: number): Vector => [...table.subarray(at * hidden, (at + 1) * hidden)]
  const named = (name: string, at: number): Vector => row(values.get(name)!, at)
  const plus = (a: Vector, b: Vector): Vector => a.map((value, i) => value + b[i]!)
  const product = (a: Vector, b: Vector): number => a.reduce((total, value, i) => total + value * b[i]!, 0)
  const apply = (weight: Float32Array, bias: Float32Array, x: Vector): Vector =>
    Array.from(bias, (b, o) => b + product(x, [...weight.subarray(o * x.length, (o + 1) * x.length)]))
  const layer = (name: string, x: Vector): Vector =>
    apply(values.get(`${name}.weight`)!, values.get(`${name}.bias`)!, x)
  const norm = (name: string, x: Vector): Vector => {
    const mean = x.reduce((total, value) => total + value, 0) / x.length
    const variance = x.reduce((total, value) => total + (value - mean) ** 2, 0) / x.length
    const [weight, bias] = [values.get(`${name}.weight`)!, values.get(`${name}.bias`)!]
    return x.map((value, i) => ((value - mean) / Math.sqrt(variance + epsilon)) * weight[i]! + bias[i]!)
  }
  const activation = (x: number): number =>
    architecture.activation === 'relu' ? Math.max(0, x) : (x * (1 + erf(x / Math.SQRT2))) / 2
  const attend = (names: LayerNames, all: readonly Vector[]): Vector[] => {
    const [queries, keys, inputs] = [names.query, names.key, names.value].map((name) => all.map((x) => layer(name, x)))
    const width = hidden / heads
    return queries!.map((query) => {
      const context = Array.from({ length: heads }, (_, head) => {
        const part = (x: Vector): Vector => x.slice(head * width, (head + 1) * width)
        const scores = keys!.map((key) => Math.exp(product(part(query), part(key)) / Math.sqrt(width)))
        const total = scores.reduce((a, b) => a + b)
        return part(query).map((_, c) => scores.reduce((s, score, t) => s + (score / total) * part(inputs![t]!)[c]!, 0))
      })
      return layer(names.attentionOutput, context.flat())
    })
  }
  const feed = (names: LayerNames, x: Vector): Vector => layer(names.down, layer(names.up, x).map(activation))
  const table = sinusoids(positions.rows, hidden, padding)
  return ({ ids, first, end }: Tokens): Vector => {
    let states: Vector[] = Array.from(ids, (id, place) => {
      const at = positions.first + place
      let x: Vector = named(tensors.tokens, id).map((value) => value * scale)
      x = plus(x, positions.kind === 'sinusoidal' ? row(table, at) : named(tensors.positions!, at))
      if (tensors.types) x = plus(x, named(tensors.types, 0))
      return tensors.embeddingNorm ? norm(tensors.embeddingNorm, x) : x
    })
    const around = (name: string, part: (all: readonly Vector[]) => Vector[]): void => {
      const before = normPlace === 'before'
      const results = part(before ? states.map((x) => norm(name, x)) : states)
      const sums = states.map((x, i) => plus(x, results[i]!))
      states = before ? sums : sums.map((x) => norm(name, x))
    }
    for (const names of tensors.layers) {
      around(names.attentionNorm, (all) => attend(names, all))
      around(names.outputNorm, (all) => all.map((x) => feed(names, x)))
    }
    if (tensors.finalNorm) states = states.map((x) => norm(tensors.finalNorm!, x))
    const inside = states.slice(first, end)
    let pooled: Vector = inside.reduce(plus).map((value) => value / inside.length)
    for (const { weight, bias } of dense) pooled = apply(weight, bias, pooled).map(Math.tanh)
    const length = Math.sqrt(product(pooled, pooled))
    return pooled.map((value) => value / length)
  }
}

/** By its Maclaurin series; for the small arguments here. */
function erf(x: number): number {
  let [term, total] = [x, x]
  for (let n = 1; n < 200; n++) {
    term *= (-x * x) / n
    total += term / (2 * n + 1)
  }
  return (2 / Math.sqrt(Math.PI)) * total
}
