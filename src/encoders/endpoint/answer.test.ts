import { fc, test as propertyTest } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { readAnswer } from './answer.ts'

const expected = { server: 'server', texts: 2, dimensions: undefined, show: (text: string) => text }

function base64(...values: number[]): string {
  return Buffer.from(Float32Array.from(values).buffer).toString('base64')
}

function body(...embeddings: unknown[]): string {
  return JSON.stringify({ model: 'm', data: embeddings.map((embedding, index) => ({ index, embedding })) })
}

describe('readAnswer', () => {
  test('reads numbers and base64, scaled to length 1', () => {
    expect(readAnswer(body([3, 4], base64(0, -2)), expected)).toEqual({
      rows: Float32Array.of(0.6, 0.8, 0, -1),
      dimensions: 2,
      model: 'm',
    })
  })

  test('puts vectors in the order of their indices', () => {
    const data = [
      { index: 1, embedding: [0, 1] },
      { index: 0, embedding: [1, 0] },
    ]
    expect(readAnswer(JSON.stringify({ data }), expected)).toMatchObject({
      rows: Float32Array.of(1, 0, 0, 1),
      model: undefined,
    })
  })

  test.each<[string, string, string]>([
    ['fewer vectors', body([1]), 'server must give a vector for each of 2 texts; got 1.'],
    ['another length', body([1, 0], [1, 0, 0]), 'server must give vectors of 2 numbers; got 3 for text 1.'],
    ['empty vectors', body([], []), 'server must give vectors of some numbers; got 0 for text 0.'],
    ['zeros', body([1, 0], [0, 0]), 'got zeros alone for text 1.'],
    ['NaN in base64', body([1, 0], base64(1, Number.NaN)), 'got a value that is not finite for text 1.'],
    ['numbers beyond 32 bits', body([1, 0], [1, 1e300]), 'got a value that is not finite for text 1.'],
    ['null for NaN', body([1, 0], [1, null]), 'server must give a vector as numbers or base64; got `[1,null]`.'],
    [
      'NaN in JSON',
      '{"data":[{"index":0,"embedding":[NaN]}]}',
      'server must answer with JSON; got a fault at 1:34, got "NaN]}]}"',
    ],
    [
      'cut base64',
      body([1, 0], base64(1, 0).slice(0, -4)),
      'server must give base64 of 32-bit floats; got `"AACAPwAA"`.',
    ],
    ['text that is no base64', body([1, 0], '####'), 'server must give base64 of 32-bit floats; got `"####"`.'],
    [
      'an index twice',
      JSON.stringify({ data: [0, 0].map((index) => ({ index, embedding: [1] })) }),
      'server must number its vectors from 0 to 1; got 0, 0.',
    ],
    [
      'no indices',
      JSON.stringify({ data: [{ embedding: [1] }, null] }),
      'server must number its vectors from 0 to 1; got none, none.',
    ],
    ['no list', '{"embeddings":[]}', 'server must answer with a list `data`; got `{"embeddings":[]}`.'],
    ['null', 'null', 'server must answer with a list `data`; got `null`.'],
    ['nothing', '', 'server must answer with JSON; got a fault at 1:1, the text ends here, in nothing.'],
    [
      'a page',
      '\n<!doctype html>\n<title>Log in</title>',
      'got a page of HTML or XML, `<!doctype html> <title>Log in</title>`. Check the url.',
    ],
  ])('names %s', (_, text, message) => {
    expect(() => readAnswer(text, expected)).toThrow(message)
  })

  test('checks the length of vectors where it is known', () => {
    expect(() => readAnswer(body([1], [1]), { ...expected, dimensions: 2 })).toThrow(
      'endpoint: server must give vectors of 2 numbers; got 1 for text 0.',
    )
  })

  test('quotes no secrets', () => {
    const show = (text: string) => text.replaceAll('sk-secret', '…')
    for (const text of ['{"key":"sk-secret"}', '<p>sk-secret</p>', '{"a":sk-secret}', `${'x'.repeat(76)}sk-secret`]) {
      expect(() => readAnswer(text, { ...expected, show })).toThrow(/^(?!.*sk-s)/)
    }
  })

  const vectors = fc.array(
    fc.array(fc.double({ noNaN: true, min: -1e18, max: 1e18 }), { minLength: 3, maxLength: 3 }),
    {
      minLength: 1,
      maxLength: 5,
    },
  )

  propertyTest.prop([vectors.map((all) => all.map(([a, b]) => [a!, b!, 1])), fc.boolean(), fc.boolean()])(
    'gives unit rows, the same for base64 as for numbers, in whatever order they came',
    (all, binary, reversed) => {
      const data = all.map((vector, index) => ({ index, embedding: binary ? base64(...vector) : vector }))
      const text = JSON.stringify({ data: reversed ? data.reverse() : data })
      const { rows } = readAnswer(text, { ...expected, texts: all.length })
      for (const [i, vector] of all.entries()) {
        const length = Math.hypot(...vector)
        for (const [j, value] of vector.entries()) expect(rows[3 * i + j]).toBeCloseTo(value / length, 6)
      }
    },
  )
})
