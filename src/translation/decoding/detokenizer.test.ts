import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { m2m100Golden } from '../../../fixtures/m2m100-golden.ts'
import { outsideData } from '../../../fixtures/outside-data.ts'
import { detokenizer } from './detokenizer.ts'

const oracle = outsideData('VITEST_RETRIEVAL_ORACLE', 'm2m100')

const added = [
  { id: 0, content: '</s>', special: true },
  { id: 1, content: 'kept', special: false },
]
const vocab = { '▁a': 2, b: 3, '▁': 4, '▁c▁d': 5, '<0xE2>': 6, '<0x82>': 7, '<0xAC>': 8 }
const metaspace = { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always' }

function text(decoder: unknown, ids: readonly number[]): string {
  return detokenizer({ added_tokens: added, model: { type: 'BPE', vocab }, decoder })(ids)
}

describe('detokenizer', () => {
  test('leaves special and unknown ids out', () => {
    expect(text(metaspace, [0, 2, 99, 3, 1, 0])).toBe('abkept')
  })

  test('makes ▁ a space, but in the first token', () => {
    expect(text(metaspace, [5, 4, 5])).toBe('cd  c d')
    expect(text({ ...metaspace, prepend_scheme: 'never' }, [5])).toBe(' c d')
  })

  test('puts bytes together', () => {
    const decoder = {
      type: 'Sequence',
      decoders: [
        { type: 'Replace', pattern: { String: '▁' }, content: ' ' },
        { type: 'ByteFallback' },
        { type: 'Fuse' },
        { type: 'Strip', content: ' ', start: 1, stop: 0 },
      ],
    }
    expect(text(decoder, [2, 6, 7, 8, 3])).toBe('a€b')
    expect(text(decoder, [2, 6, 3])).toBe('a\uFFFDb')
  })

  test('follows SentencePiece where there is no decoder', () => {
    expect(text(null, [4, 2, 3, 2, 4])).toBe('ab a')
  })

  test('reads a vocabulary that lists scores', () => {
    const model = {
      type: 'Unigram',
      vocab: [
        ['</s>', 0],
        ['x', 0],
        ['▁y', -1],
      ],
    }
    expect(detokenizer({ added_tokens: [added[0]], model, decoder: metaspace })([0, 1, 2])).toBe('x y')
  })

  test('refuses a decoder that it does not know', () => {
    expect(() => text({ type: 'CTC' }, [])).toThrow('the decoder must be one of Metaspace, Sequence')
  })

  test('gives the text that tokenizers gives', ({ skip }) => {
    skip(Boolean(oracle.absent), oracle.absent)
    const detokenize = detokenizer(JSON.parse(readFileSync(oracle.path('tokenizer.json'), 'utf8')))
    const { decoded } = m2m100Golden()
    expect(decoded.map(({ ids }) => detokenize(ids))).toEqual(decoded.map(({ decoded }) => decoded))
  })
})
