import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import {
  bytes,
  normal,
  number,
  piece,
  type SentencePieceChange,
  sentencePieceModel,
  vocab,
} from '../../fixtures/sentence-piece-model.ts'
import type { Architecture } from '../encoders/folder/architecture.ts'
import { m2m100Definition } from './m2m100-definition.ts'
import { pretrainedTokenizer } from './pretrained.ts'
import { readSentencePieceModel } from './sentence-piece-model.ts'
import type { Tokenizer } from './tokenizer.ts'

function tokenizerOf(change: SentencePieceChange = {}): Tokenizer {
  return pretrainedTokenizer({
    name: 'tiny',
    path: '/models/tiny',
    maxLength: 100,
    pooling: { modes: ['mean'], includePrompt: true },
    architecture: { family: 'm2m100', vocabulary: 112 } as Architecture,
    tokenizer: { json: m2m100Definition({ model: sentencePieceModel(change), vocab }), config: { src_lang: 'zh' } },
  })
}

describe('m2m100Definition', () => {
  const { tokenize, vocabulary } = tokenizerOf()
  const content = (text: string): number[] => [...tokenize(text).ids.subarray(1, -1)]

  test('joins the neighbours whose piece has the greatest score', () => {
    // ▁ a b c: bc, then ▁a → ▁a bc; without c: ▁a before ab, then ▁ab
    expect(content('abc')).toEqual([10, 9])
    expect(content('ab')).toEqual([11])
    expect(content('bab')).toEqual([4, 6, 8])
  })

  test('gives the unknown token for a piece without an id, and one for unknown neighbours', () => {
    // ▁ ca, then ▁ and one for x😀, b
    expect(content('ca')).toEqual([4, 3])
    expect(content('x😀b')).toEqual([4, 3, 6])
  })

  test('drops spaces at the ends and double ones', () => {
    expect(content('  a   b ')).toEqual([10, 4, 6])
    expect(content(' ')).toEqual([])
  })

  test('gives the 100 languages the ids behind those of vocab.json', () => {
    expect(vocabulary).toBe(112)
    const first = (language: string): number | undefined => tokenize('', { language }).ids[0]
    expect([first('af'), first('am'), first('zu')]).toEqual([12, 13, 111])
    // src_lang
    expect(tokenize('').ids).toEqual(Int32Array.of(110, 2))
  })

  test('takes words together where a piece holds a space', () => {
    const together = tokenizerOf({ pieces: [piece('a▁', 1, 1), piece('▁a▁', 1, 1)] })
    // ▁ a ▁ b: a▁ goes first and has no id, then ▁a▁
    expect(together.tokenize('a b').ids.subarray(1, -1)).toEqual(Int32Array.of(3, 6))
  })

  test('reads what the model says of spaces', () => {
    const rule = [number(3, 0), number(4, 0)]
    expect(tokenizerOf({ rule }).tokenize('a  b').ids.subarray(1, -1)).toEqual(Int32Array.of(5, 4, 4, 6))
    expect(readSentencePieceModel(sentencePieceModel({ rule }))).toMatchObject({
      dummyPrefix: false,
      removeSpaces: false,
      escapeSpaces: true,
    })
  })

  test.prop([fc.string({ unit: fc.constantFrom('a', 'b', 'c', ' ', 'x', 'ca'), maxLength: 20 })])(
    'agrees with joining one pair at a time',
    (text) => {
      const scores: Record<string, number> = { ab: -2, bc: 0, '▁a': -1, '▁ab': -3, ca: -4 }
      const naive = (word: string): number[] => {
        let symbols = [...word]
        for (;;) {
          const sums = symbols.slice(1).map((right, at) => scores[`${symbols[at]}${right}`] ?? -99)
          const most = Math.max(...sums)
          if (most <= -99) return symbols.map((symbol) => vocab[symbol] ?? 3)
          const at = sums.indexOf(most)
          symbols = symbols.toSpliced(at, 2, `${symbols[at]}${symbols[at + 1]}`)
        }
      }
      const words = text.match(/[^ ]+/g) ?? []
      expect(content(text)).toEqual(words.flatMap((word) => naive(`▁${word.replace(/x+/g, 'x')}`)))
    },
  )

  test.each([
    ['another kind of model', { modelType: 1 }, 'model_type of sentencepiece.bpe.model must be one of 2 (BPE); got 1'],
    ['a piece of another kind', { pieces: [piece('<0x0A>', 0, 6)] }, 'got 6 for <0x0A>'],
    ['spaces left as they are', { rule: [number(5, 0)] }, 'escape_whitespaces must be one of true; got false'],
  ])('refuses %s', (_, change, message) => {
    expect(() => m2m100Definition({ model: sentencePieceModel(change), vocab })).toThrow(message)
  })

  test('refuses a vocab.json without special tokens', () => {
    expect(() => m2m100Definition({ model: sentencePieceModel(), vocab: { a: 0 } })).toThrow(
      'vocab.json must hold <s>; got 1 tokens without',
    )
  })

  test('reads a map of more than 127 bytes, and refuses one that is cut off', () => {
    const model = sentencePieceModel({ rule: [bytes(2, 'm'.repeat(300))] })
    expect(readSentencePieceModel(model).charsmap).toHaveLength(300)
    expect(() => readSentencePieceModel(model.subarray(0, -1))).toThrow('must be a whole SentencePiece model')
  })

  test.prop([fc.nat(sentencePieceModel().length - 1)])(
    'refuses a model that is cut off, or reads what is whole',
    (length) => {
      try {
        const { pieces } = readSentencePieceModel(sentencePieceModel().subarray(0, length))
        expect(pieces.length).toBeLessThanOrEqual(normal.length + 2)
      } catch (error) {
        expect(String(error)).toContain(`readSentencePieceModel: the file must be a whole SentencePiece model; got`)
      }
    },
  )

  test.prop([fc.uint8Array({ maxLength: 60 })])('never throws but its own error on bytes', (model) => {
    try {
      readSentencePieceModel(model)
    } catch (error) {
      expect(String(error)).toContain('readSentencePieceModel: the file must be a whole SentencePiece model; got')
    }
  })
})
