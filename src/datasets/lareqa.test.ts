import { describe, expect, test } from 'vitest'
import { readLareqa } from './lareqa.ts'

const question = { id: 'q1', question: 'Who?', answers: [{ answer_start: 9, text: 'Bob' }] }
const paragraph = {
  context: 'Ann ran. Bob sat.',
  sentences: ['Ann ran.', 'Bob sat.'],
  sentence_breaks: [
    [0, 8],
    [9, 17],
  ],
  qas: [question],
}
const read = (change: object): ReturnType<typeof readLareqa> =>
  readLareqa(JSON.stringify({ data: [{ title: 't', paragraphs: [{ ...paragraph, ...change }] }] }), 'en.json')
const answered = (...starts: number[]): object => ({
  qas: [{ ...question, answers: starts.map((answer_start) => ({ answer_start, text: '' })) }],
})
const at = '$.data[0].paragraphs[0]'

describe('readLareqa', () => {
  test('reads context, sentences and questions with the sentence that answers', () => {
    expect(read({})).toEqual([
      {
        index: 0,
        article: 0,
        context: 'Ann ran. Bob sat.',
        sentences: ['Ann ran.', 'Bob sat.'],
        questions: [{ id: 'q1', text: 'Who?', answers: [1], place: `en.json: ${at}.qas[0]` }],
        place: `en.json: ${at}`,
      },
    ])
  })
  test.each([
    [0, 0],
    [7, 0],
    [9, 1],
    [16, 1],
  ])('finds an answer that begins at %i in sentence %i', (start, sentence) => {
    expect(read(answered(start))[0]!.questions[0]!.answers).toEqual([sentence])
  })
  test('keeps each sentence once when several answers begin in it', () => {
    expect(read(answered(9, 0, 12))[0]!.questions[0]!.answers).toEqual([1, 0])
  })
  test('counts offsets in code points', () => {
    const emoji = {
      context: '🧺🧺 ran. Bob sat.',
      sentences: ['🧺🧺 ran.', 'Bob sat.'],
      sentence_breaks: [
        [0, 7],
        [8, 16],
      ],
    }
    expect(read({ ...emoji, ...answered(8) })[0]!.questions[0]!.answers).toEqual([1])
    expect(() =>
      read({
        ...emoji,
        sentence_breaks: [
          [0, 7],
          [8, 17],
        ],
      }),
    ).toThrow('16 code points')
  })
  test('takes the text of a sentence from its entry, not from the context', () => {
    expect(read({ sentences: ['Ann ran!', 'Bob sat.'] })[0]!.sentences[0]).toBe('Ann ran!')
  })
})

describe('readLareqa rejects, naming the place,', () => {
  const without = (key: string): string =>
    JSON.stringify({ data: [{ paragraphs: [{ ...paragraph, [key]: undefined }] }] })
  test.each(['context', 'sentences', 'sentence_breaks', 'qas'])('a paragraph without %s', (key) => {
    expect(() => readLareqa(without(key), 'en.json')).toThrow(`en.json: ${at}: the key "${key}" must be there`)
  })
  test.each<[string, object, string]>([
    [
      'sentences of the wrong kind',
      { sentences: 'Ann ran.' },
      `${at}.sentences: the value must be an array; got "Ann ran."`,
    ],
    ['a sentence of the wrong kind', { sentences: ['a', 2] }, `${at}.sentences[1]: the value must be a string; got 2`],
    ['a question without an id', { qas: [{ ...question, id: undefined }] }, `${at}.qas[0]: the key "id" must be there`],
    ['an id that is a number', { qas: [{ ...question, id: 1 }] }, `${at}.qas[0].id: the value must be a string; got 1`],
    ['a question without answers', answered(), `${at}.qas[0].answers: a question must have an answer; got []`],
    [
      'an answer between sentences',
      answered(8),
      `${at}.qas[0].answers[0].answer_start: an answer must begin in a sentence, of [0, 8) [9, 17); got 8`,
    ],
    ['an answer past the context', answered(17), 'got 17'],
    ['an answer before the context', answered(-1), 'got -1'],
    ['an offset that is no integer', answered(1.5), `answers[0].answer_start: the value must be an integer; got 1.5`],
    [
      'fewer breaks than sentences',
      { sentence_breaks: [[0, 17]] },
      `${at}: every sentence must have its break; got 2 sentences and 1 breaks`,
    ],
    [
      'overlapping breaks',
      {
        sentence_breaks: [
          [0, 9],
          [8, 17],
        ],
      },
      `${at}.sentence_breaks[1]: a break must be [start, end) at or after 9`,
    ],
    [
      'an empty break',
      {
        sentence_breaks: [
          [0, 0],
          [9, 17],
        ],
      },
      'got [0,0]',
    ],
    [
      'a break past the context',
      {
        sentence_breaks: [
          [0, 8],
          [9, 18],
        ],
      },
      "within the context's 17 code points; got [9,18]",
    ],
    [
      'a break of one end',
      { sentence_breaks: [[0], [9, 17]] },
      `${at}.sentence_breaks[0]: a break must be [start, end)`,
    ],
  ])('%s', (_, change, message) => {
    expect(() => read(change)).toThrow(message)
    expect(() => read(change)).toThrow(/^en\.json: /)
  })
  test('a file that is not JSON', () => {
    expect(() => readLareqa('{"data": [\n  {"paragraphs": [}]}', 'en.json')).toThrow(
      'en.json:2:19: the text must be JSON',
    )
  })
})
