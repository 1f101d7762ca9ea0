import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fc, test as propertyTest } from '@fast-check/vitest'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { wordTranslator } from '../../fixtures/word-translator.ts'
import { type TrainingPair, type TrainingPairs, trainingPairs } from '../datasets/training-pairs.ts'
import type { Progress } from '../progress.ts'
import { type TranslateOptions, translate } from './translate.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitest-retrieval-translate-'))
})
afterAll(() => rm(folder, { recursive: true }))

const fresh = (): Promise<string> => mkdtemp(join(folder, 'cache-'))

function english(...concepts: readonly [anchor: string, positive: string, ...negatives: string[]][]): TrainingPairs {
  const pairs = concepts.map(
    ([anchor, positive, ...negatives], index): TrainingPair => ({
      concept: `c${index}`,
      translations: { en: { anchor, positive, ...(negatives.length > 0 && { negatives }) } },
    }),
  )
  return trainingPairs({ name: 'questions', revision: '1', languages: ['en'], pairs })
}

const two = english(
  ['Who sat?', 'The cat sat. It purred.', 'The dog sat.'],
  ['Who ran?', 'The dog ran. It purred.\n12 %.'],
)

const translated = (pairs: TrainingPairs, languages: string[], options: TranslateOptions = {}) =>
  translate(pairs, wordTranslator(), languages, { cache: false, ...options })

describe('translate', () => {
  test('translates anchor, positive and hard negatives, and keeps the source', async () => {
    const { pairs } = await translated(two, ['es', 'de'])
    expect(pairs.languages).toEqual(['en', 'de', 'es'])
    expect(pairs.pairs[0]).toEqual({
      concept: 'c0',
      group: 'c0',
      translations: {
        en: two.pairs[0]!.translations['en'],
        de: {
          anchor: 'Whode satde?',
          positive: 'Thede catde satde. Itde purredde.',
          negatives: ['Thede dogde satde.'],
        },
        es: {
          anchor: 'Whoes sates?',
          positive: 'Thees cates sates. Ites purredes.',
          negatives: ['Thees doges sates.'],
        },
      },
    })
    expect(pairs.pairs[1]!.translations['de']!.positive).toBe('Thede dogde rande. Itde purredde.\n12 %.')
  })

  test('asks for each sentence once, and for none without letters', async () => {
    const translator = wordTranslator({ batch: 4 })
    const { report } = await translate(two, translator, ['de'], { cache: false })
    const sentences = ['Who sat?', 'The cat sat.', 'It purred.', 'The dog sat.', 'Who ran?', 'The dog ran.']
    expect(translator.asked).toEqual(sentences.map((sentence) => `de ${sentence}`))
    expect(report.languages).toMatchObject([
      { language: 'de', sentences: 6, asked: 6, concepts: 2, dropped: 0, droppedNegatives: 0, examples: [] },
    ])
  })

  test('keeps pairs that are there already, and leaves hard negatives out on request', async () => {
    const human = { anchor: 'Wer saß?', positive: 'Die Katze.' }
    const [first, second] = two.pairs as [TrainingPair, TrainingPair]
    const content = { ...first, translations: { ...first.translations, de: human } }
    const source = trainingPairs({ ...two, languages: ['en', 'de'], pairs: [content, second] })
    const { pairs, report } = await translated(source, ['de', 'es'], { negatives: false })
    expect(pairs.pairs[0]!.translations).toEqual({
      en: first.translations['en'],
      de: human,
      es: { anchor: 'Whoes sates?', positive: 'Thees cates sates. Ites purredes.' },
    })
    expect(report.languages.map(({ concepts }) => concepts)).toEqual([1, 2])
  })

  test('says where texts come from, in the hash too', async () => {
    const { pairs } = await translated(two, ['es', 'de'])
    const step = { translator: 'words', configuration: { revision: 1 }, from: 'en', to: ['de', 'es'] }
    expect(pairs.provenance).toEqual([step])
    const other = await translate(two, { ...wordTranslator(), configuration: { revision: 2 } }, ['de', 'es'], {
      cache: false,
    })
    expect(other.pairs.pairs).toEqual(pairs.pairs)
    expect(other.pairs.hash).not.toBe(pairs.hash)
    const again = await translated(pairs, ['fr'])
    expect(again.pairs.provenance).toEqual([step, { ...step, to: ['fr'] }])
  })

  test('puts concepts whose translations became one into a group, and drops negatives that became right', async () => {
    const source = english(['Who sat?', 'The cat.', 'The puma.'], ['Who ran?', 'The puma.'], ['Why?', 'So.'])
    const translator = wordTranslator({ words: { cat: 'Katze', puma: 'Katze' } })
    const { pairs, report } = await translate(source, translator, ['de'], { cache: false })
    expect(pairs.pairs.map(({ group }) => group)).toEqual(['c0', 'c0', 'c2'])
    expect(pairs.pairs[0]!.translations['de']).toEqual({ anchor: 'Whode satde?', positive: 'Thede Katze.' })
    expect(report.rightNegatives).toBe(2)
  })

  test('reports its progress over all languages', async () => {
    const seen: Progress[] = []
    await translated(two, ['de', 'es'], { onProgress: (progress) => seen.push(progress) })
    expect(seen.map(({ done, total, unit }) => [done, total, unit])).toEqual(
      [3, 6, 9, 12].map((done) => [done, 12, 'sentences']),
    )
    expect(seen.at(-1)).toMatchObject({ stage: 'translate', note: expect.stringMatching(/ sentences\/s$/) })
  })

  test('stops when aborted, and keeps what it has', async () => {
    const cache = await fresh()
    const controller = new AbortController()
    const options = { cache, signal: controller.signal, onProgress: () => controller.abort(new Error('enough')) }
    await expect(translate(two, wordTranslator(), ['de'], options)).rejects.toThrow('enough')
    const translator = wordTranslator()
    await translate(two, translator, ['de'], { cache })
    expect(translator.asked).toHaveLength(3)
  })
})

describe('translate rejects', () => {
  test.each<[string, string[], TranslateOptions, string]>([
    ['no language', [], {}, 'there must be at least one language'],
    ['the language it comes from', ['en'], {}, 'translate: languages must differ from "en"'],
    [
      'no language tag',
      ['german!'],
      {},
      `translate: languages must be BCP 47 tags such as 'de' or 'zh-TW'; got "german!".`,
    ],
    ['a language that is not there', ['de'], { from: 'fr' }, 'translate: from must be one of en; got "fr".'],
    [
      'another way of flagging',
      ['de'],
      { flagged: 'hide' as 'drop' },
      `flagged must be 'drop', 'keep' or 'fail'; got 'hide'.`,
    ],
  ])('%s', async (_, languages, options, message) => {
    await expect(translated(two, languages, options)).rejects.toThrow(message)
  })

  test.each([
    [(texts: readonly string[]) => texts.slice(1), 'words must give a translation for each of 3 texts; got 2.'],
    [(texts: readonly string[]) => texts.map(() => null as unknown as string), 'for each of 3 texts; got null.'],
  ])('a translator that breaks its word', async (give, message) => {
    const translator = { ...wordTranslator(), translate: async (texts: readonly string[]) => give(texts) }
    await expect(translate(two, translator, ['de'], { cache: false })).rejects.toThrow(message)
  })
})

describe('translate, translations that look wrong,', () => {
  const some = english(['Who?', 'Nobody.', 'All.'], ['Where?', 'Here.'], ['When?', 'Now.'])
  const bad = wordTranslator({ words: { Where: '', All: '' } })

  test('costs the concept its pair, or a negative, and is told', async () => {
    const { pairs, report } = await translate(some, bad, ['de'], { cache: false })
    expect(pairs.pairs.map(({ translations }) => Object.keys(translations))).toEqual([
      ['en', 'de'],
      ['en'],
      ['en', 'de'],
    ])
    expect(pairs.pairs[0]!.translations['de']).not.toHaveProperty('negatives')
    expect(report.languages[0]).toMatchObject({
      concepts: 3,
      dropped: 1,
      droppedNegatives: 1,
      flags: { blank: 2, copy: 0 },
    })
    expect(report.languages[0]!.examples).toEqual([
      { flag: 'blank', concept: 'c0', role: 'negative', source: 'All.', translation: '.' },
      { flag: 'blank', concept: 'c1', role: 'anchor', source: 'Where?', translation: '?' },
    ])
  })

  test('is kept on request, but for what nobody can read', async () => {
    const copy = 'It is the same sentence again.'
    const pairs = english(['What?', copy], ['Where?', 'Here.'])
    const same = wordTranslator({ of: (text) => (text === 'Where?' ? '' : text) })
    const { pairs: kept } = await translate(pairs, same, ['de'], { cache: false, flagged: 'keep' })
    expect(kept.pairs.map(({ translations }) => translations['de']?.positive)).toEqual([copy, undefined])
  })

  test('fails on request', async () => {
    await expect(translate(some, bad, ['de'], { cache: false, flagged: 'fail' })).rejects.toThrow(
      'translate: translations must have no flags; got de: 2 of 7 sentences are flagged: 2 blank.\n  c0, negative, blank: "All." → "."',
    )
  })

  test('fails where a language would lose everything', async () => {
    const nothing = wordTranslator({ of: () => '' })
    await expect(translate(some, nothing, ['de'], { cache: false })).rejects.toThrow(
      'translate: some pair must be left in each language; got none of 3. de: 7 of 7 sentences are flagged: 7 blank.',
    )
  })
})

describe('translate, its cache,', () => {
  test('keeps a translation for the next time', async () => {
    const cache = await fresh()
    const first = await translate(two, wordTranslator(), ['de', 'es'], { cache })
    const translator = wordTranslator()
    const second = await translate(two, translator, ['es', 'de'], { cache })
    expect(translator.asked).toEqual([])
    expect(second.pairs).toEqual(first.pairs)
    expect(second.report.languages.map(({ asked }) => asked)).toEqual([0, 0])
  })

  test('belongs to a translator, its configuration and a direction', async () => {
    const cache = await fresh()
    const asked = async (changes: object, to = 'de') => {
      const translator = { ...wordTranslator(), ...changes }
      await translate(two, translator, [to], { cache })
      return translator.asked.length
    }
    expect([
      await asked({}),
      await asked({}),
      await asked({ name: 'other' }),
      await asked({ configuration: {} }),
      await asked({}, 'es'),
    ]).toEqual([6, 0, 6, 6, 6])
  })

  test('passes over lines that were torn or damaged, and mends the end of the file', async () => {
    const cache = await fresh()
    const whole = await translate(two, wordTranslator(), ['de'], { cache })
    const [name] = (await readdir(join(cache, 'translations'))).filter((each) => each.endsWith('.jsonl'))
    const file = join(cache, 'translations', name!)
    const bytes = await readFile(file)
    const second = bytes.indexOf(10, bytes.indexOf(10) + 1)
    bytes[second - 5] = 0xff
    bytes[second - 1] = 0x20
    await writeFile(file, bytes.subarray(0, bytes.length - 7))
    for (const asked of [['de Who sat?', 'de The dog ran.'], []]) {
      const translator = wordTranslator()
      expect((await translate(two, translator, ['de'], { cache })).pairs).toEqual(whole.pairs)
      expect(translator.asked).toEqual(asked)
    }
  })

  test('keeps that a translation was cut', async () => {
    const cache = await fresh()
    const cut = wordTranslator({ batch: 10 })
    const { translate: make } = cut
    const translator = {
      ...cut,
      translate: (...[texts, options]: Parameters<typeof make>) => {
        options.onTruncated?.(4)
        return make(texts, options)
      },
    }
    for (const _ of [1, 2]) {
      const { report } = await translate(two, translator, ['de'], { cache })
      expect(report.languages[0]).toMatchObject({ dropped: 1, flags: { truncated: 1 } })
    }
    expect(cut.asked).toHaveLength(6)
  })

  test('lets one call wait for another', async () => {
    const cache = await fresh()
    const translators = [1, 2, 3].map(() => wordTranslator({ pause: 5 }))
    const made = await Promise.all(translators.map((translator) => translate(two, translator, ['de', 'es'], { cache })))
    expect(translators.flatMap(({ asked }) => asked)).toHaveLength(12)
    expect(new Set(made.map(({ pairs }) => pairs.hash)).size).toBe(1)
  })
})

const word = fc.string({ unit: fc.constantFrom(...'abcdefghij'), minLength: 3, maxLength: 8 })
const sentence = fc
  .uniqueArray(word, { minLength: 1, maxLength: 6 })
  .chain((words) => fc.constantFrom('.', '?', '!').map((end) => words.join(' ') + end))
  .map((text) => text[0]!.toUpperCase() + text.slice(1))
const text = fc.array(sentence, { minLength: 1, maxLength: 3 }).map((sentences) => sentences.join(' '))
const source = fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 12 }).map((drawn) => english(...drawn))

describe('translate, for every content,', () => {
  propertyTest.prop([source])('gives complete parallel pairs of the same concepts', async (drawn) => {
    const { pairs } = await translated(drawn, ['de', 'es', 'fr'])
    expect(pairs.pairs.map(({ concept }) => concept)).toEqual(drawn.pairs.map(({ concept }) => concept))
    for (const { translations } of pairs.pairs) {
      const tagged = (some: string, to: string): string => some.replace(/\p{Letter}+/gu, `$&${to}`)
      const { anchor, positive } = translations['en']!
      for (const to of ['de', 'es', 'fr']) {
        expect(translations[to]).toEqual({ anchor: tagged(anchor, to), positive: tagged(positive, to) })
      }
    }
  })

  propertyTest.prop([
    source,
    fc.shuffledSubarray(['de', 'es', 'fr'], { minLength: 3 }),
    fc.integer({ min: 1, max: 9 }),
  ])('gives the same whatever the order of languages and the size of groups', async (drawn, languages, batch) => {
    const { pairs } = await translate(drawn, wordTranslator({ batch }), languages, { cache: false })
    expect(pairs).toEqual((await translated(drawn, ['de', 'es', 'fr'])).pairs)
  })

  propertyTest.prop([source, fc.integer({ min: 1, max: 4 }), fc.array(fc.nat({ max: 4 }), { maxLength: 3 })], {
    numRuns: 30,
  })('stopped and continued, asks for each sentence once and gives the same', async (drawn, batch, stops) => {
    const cache = await fresh()
    const asked: string[] = []
    for (const stop of [...stops, Number.POSITIVE_INFINITY]) {
      const controller = new AbortController()
      const translator = wordTranslator({ batch })
      let calls = 0
      const onProgress = () => ++calls > stop && controller.abort(new Error('enough'))
      const made = await translate(drawn, translator, ['de', 'es'], { cache, signal: controller.signal, onProgress })
        .then(({ pairs }) => pairs)
        .catch(() => undefined)
      asked.push(...translator.asked)
      if (!made) continue
      expect(made.hash).toBe((await translated(drawn, ['de', 'es'])).pairs.hash)
    }
    expect(new Set(asked).size).toBe(asked.length)
  })
})
