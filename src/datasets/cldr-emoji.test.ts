import { fc, test } from '@fast-check/vitest'
import { describe, expect, vi } from 'vitest'
import { annotationPackage, readAnnotations } from './cldr-annotations.ts'
import { type CldrEmoji, cldrEmoji } from './cldr-emoji.ts'
import type { Dataset } from './dataset.ts'
import { emojiPairs } from './emoji-pairs.ts'

// Megabytes of JSON are parsed: seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

const eleven = ['ar', 'de', 'el', 'en', 'es', 'hi', 'ru', 'th', 'tr', 'vi', 'zh']
const conceptsOf = (of: Dataset): Set<string> => new Set(of.queries.map(({ concept }) => concept))

// cldr-annotations-full is read from node_modules in the version that package.json pins.
describe('cldrEmoji', async () => {
  const emoji = await cldrEmoji()
  const { training, dev, evaluation } = emoji
  test('is parallel in eleven languages', () => {
    expect(evaluation.languages).toEqual(eleven)
    expect(evaluation.queries).toHaveLength(11 * conceptsOf(evaluation).size)
    expect(evaluation.documents).toHaveLength(evaluation.queries.length)
    expect(training.pairs.every(({ translations }) => Object.keys(translations).join() === eleven.join())).toBe(true)
  })
  test('splits the concepts 60 : 10 : 30', () => {
    const sizes = [training.pairs.length, conceptsOf(dev).size, conceptsOf(evaluation).size]
    const total = sizes.reduce((sum, size) => sum + size)
    expect(sizes).toEqual([
      Math.round(total * 0.6),
      Math.round(total * 0.7) - Math.round(total * 0.6),
      total - Math.round(total * 0.7),
    ])
  })
  test('judges the documents of all languages relevant to a query, and no other', () => {
    for (const { id, concept } of evaluation.queries.filter((_, index) => index % 97 === 0)) {
      const same = evaluation.documents.filter((document) => document.concept === concept)
      expect(evaluation.qrels.get(id)).toEqual(new Map(same.map((document) => [document.id, 1])))
      expect(same.map(({ language }) => language)).toEqual(eleven)
    }
  })
  test('has ids of language and code points', () => {
    for (const { id, language, concept } of evaluation.queries)
      expect(`emoji:${id.replace(`${language}:`, '')}`).toBe(concept)
  })
  test('says where it is from', async () => {
    const { version } = await annotationPackage()
    expect([training, dev, evaluation].map(({ name, revision }) => [name, revision])).toEqual([
      ['cldr-emoji', version],
      ['cldr-emoji-dev', version],
      ['cldr-emoji', version],
    ])
  })
  test('is made once for equal options', async () => {
    expect(await cldrEmoji({ languages: [...eleven], seed: 1 })).toBe(emoji)
  })
  test('has another hash with another seed or other languages', async () => {
    const others = await Promise.all([cldrEmoji({ seed: 2 }), cldrEmoji({ languages: eleven.slice(1) })])
    const hashes = [emoji, ...others].flatMap((each) => [each.training.hash, each.dev.hash, each.evaluation.hash])
    expect(new Set(hashes).size).toBe(9)
  })
  test('cleans CLDR 48.2 as counted', async () => {
    // The first three agree with a count made by other code, which told emoji by the groups of unicode-emoji-json 0.8;
    // it kept 926, since there an emoji that was itself dropped could drop others.
    const source = await annotationPackage()
    const all = await Promise.all(
      eleven.map(async (language) => [language, await readAnnotations(source, language)] as const),
    )
    const { counts } = emojiPairs(new Map(all))
    expect({ version: source.version, ...counts }).toEqual({
      version: '48.2.0',
      emoji: 1588,
      parallel: 1587,
      worded: 1010,
      distinct: 929,
    })
  })
  test('takes any of the package\u2019s languages', async () => {
    const { evaluation } = await cldrEmoji({ languages: ['sw', 'ja', 'ur'] })
    expect(evaluation.documents.find(({ language }) => language === 'ur')!.text).toContain('، ')
    expect(evaluation.documents.find(({ language }) => language === 'ja')!.text).toContain('、')
    expect(conceptsOf(evaluation).size).toBeGreaterThan(200)
  })
})

describe('cldrEmoji, for every seed,', () => {
  const languages = ['en', 'de', 'th']
  const parts = ({ training, dev, evaluation }: CldrEmoji): Set<string>[] => [
    new Set(training.pairs.map(({ concept }) => concept)),
    conceptsOf(dev),
    conceptsOf(evaluation),
  ]
  test.prop([fc.integer({ min: 0, max: 2 ** 31 })], { numRuns: 4 })(
    'trains on no concept that it evaluates',
    async (seed) => {
      const [training, dev, evaluation] = parts(await cldrEmoji({ languages, seed })) as [
        Set<string>,
        Set<string>,
        Set<string>,
      ]
      expect(
        training.isDisjointFrom(dev) && training.isDisjointFrom(evaluation) && dev.isDisjointFrom(evaluation),
      ).toBe(true)
      expect(training.size + dev.size + evaluation.size).toBe(
        new Set(
          (await Promise.all([1, seed].map((each) => cldrEmoji({ languages, seed: each })))).flatMap((each) =>
            parts(each).flatMap((part) => [...part]),
          ),
        ).size,
      )
    },
  )
})

describe('cldrEmoji rejects', () => {
  test.each<[string, Parameters<typeof cldrEmoji>[0], string]>([
    ['an unknown language, listing what there is', { languages: ['en', 'xx'] }, 'got "xx". It has af, ak, am, ar,'],
    ['another spelling', { languages: ['EN'] }, 'got "EN"'],
    ['a path for a language', { languages: ['../ar'] }, 'got "../ar"'],
    ['the root locale', { languages: ['und'] }, 'got "und"'],
    ['no language', { languages: [] }, 'there must be at least one language'],
    ['a language twice', { languages: ['en', 'de', 'en'] }, 'languages must differ; got "en"'],
    [
      'a language that describes hardly anything',
      { languages: ['en', 'ceb'] },
      '"ceb" describes the fewest characters (1): leave it out',
    ],
    ['a fractional seed', { seed: 1.5 }, 'the seed must be an integer; got 1.5'],
  ])('%s', async (_, options, message) => {
    await expect(cldrEmoji(options)).rejects.toThrow(message)
    await expect(cldrEmoji(options)).rejects.toThrow(RangeError)
  })
})
