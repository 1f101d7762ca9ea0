import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { judgedAt } from '../../fixtures/judged.ts'
import { asMeasure, defaultMeasures, type MeasureDefinition, measure, measureDefinitions } from './notation.ts'

describe('measure', () => {
  test.each([
    ['mAP', 'AP'],
    ['MAP', 'AP'],
    ['AP@100', 'AP@100'],
    ['AP(rel=2)@100', 'AP(rel=2)@100'],
    ['MRR', 'RR'],
    ['MRR@10', 'RR@10'],
    ['NDCG@10', 'nDCG@10'],
    ['nDCG', 'nDCG'],
    ["nDCG(dcg='exp-log2')@10", "nDCG(dcg='exp-log2')@10"],
    ['nDCG(dcg="exp-log2")', "nDCG(dcg='exp-log2')"],
    ['Precision@5', 'P@5'],
    ['P(rel=2)@5', 'P(rel=2)@5'],
    ['Recall@100', 'R@100'],
    ['Success@1', 'Success@1'],
    ['HitRate@10', 'Success@10'],
    ['RPrec', 'Rprec'],
    ['bpref', 'Bpref'],
    ['Judged@10', 'Judged@10'],
    ['num_rel_ret', 'NumRelRet'],
    ['RankDistance', 'RankDistance'],
  ])('reads %s as %s', (notation, name) => {
    expect(measure(notation).name).toBe(name)
  })

  test.each([
    ['AP(rel=1)@10', 'AP@10'],
    ["nDCG(dcg='log2')", 'nDCG'],
  ])('leaves the default out of %s', (notation, name) => {
    expect(measure(notation).name).toBe(name)
  })

  test('tolerates spaces between the parts', () => {
    expect(measure(" nDCG ( dcg = 'exp-log2' ) @ 10 ").name).toBe("nDCG(dcg='exp-log2')@10")
  })

  test.each(['', 'ap', 'toString', '@10', '(rel=2)'])('refuses %j and lists what exists', (notation) => {
    expect(() => measure(notation)).toThrow(
      `measure: the notation must be one of ${measureDefinitions.map(({ grammar }) => grammar).join(', ')}, where what stands in brackets can be left out, k is the last rank looked at, n the lowest grade of a relevant document; got ${JSON.stringify(notation)}.`,
    )
  })

  test.each([
    ['nDCG@', "nDCG[(dcg='exp-log2')][@k]"],
    ['nDCG(rel=2)', "nDCG[(dcg='exp-log2')][@k]"],
    ["nDCG(dcg='linear')@10", "nDCG[(dcg='exp-log2')][@k]"],
    ['AP@0', 'AP[(rel=n)][@k]'],
    ['AP@-1', 'AP[(rel=n)][@k]'],
    ['AP@1.5', 'AP[(rel=n)][@k]'],
    ['AP@010', 'AP[(rel=n)][@k]'],
    ['AP()', 'AP[(rel=n)][@k]'],
    ['AP(rel=0)', 'AP[(rel=n)][@k]'],
    ["AP(rel='2')", 'AP[(rel=n)][@k]'],
    ['AP(rel=2,rel=3)', 'AP[(rel=n)][@k]'],
    ['AP(constructor=1)', 'AP[(rel=n)][@k]'],
    ['AP@10(rel=2)', 'AP[(rel=n)][@k]'],
    ['R', 'R[(rel=n)]@k'],
    ['Rprec@5', 'Rprec[(rel=n)]'],
    ['NumQ(rel=2)', 'NumQ'],
    ['RankDistance@10', 'RankDistance'],
  ])('refuses %s and says how it is written', (notation, grammar) => {
    expect(() => measure(notation)).toThrow(`measure: the notation must be ${grammar}`)
  })

  test.each([
    [
      'R',
      'R[(rel=n)]@k, where what stands in brackets can be left out, k is the last rank looked at, n the lowest grade of a relevant document; got "R".',
    ],
    ['PEER@', 'PEER[@k], where what stands in brackets can be left out, k is the last rank looked at; got "PEER@".'],
    ['NumQ@1', 'NumQ; got "NumQ@1".'],
  ])('explains of the notation of %s no more than is in it', (notation, rest) => {
    expect(() => measure(notation)).toThrow(new RangeError(`measure: the notation must be ${rest}`))
  })

  const large = '9'.repeat(20)
  test.each([
    [`AP@${large}`, 'averagePrecision: cutoff'],
    [`AP(rel=${large})`, 'averagePrecision: rel'],
    [`RR@${large}`, 'reciprocalRank: cutoff'],
    [`nDCG@${large}`, 'ndcg: cutoff'],
    [`P@${large}`, 'precision: cutoff'],
    [`R@${large}`, 'recall: cutoff'],
    [`Success@${large}`, 'success: cutoff'],
    [`Judged@${large}`, 'judgedShare: cutoff'],
    [`Rprec(rel=${large})`, 'rPrecision: rel'],
    [`Bpref(rel=${large})`, 'bpref: rel'],
    [`NumRel(rel=${large})`, 'numRel: rel'],
    [`NumRelRet(rel=${large})`, 'numRelRet: rel'],
    [`Comp@${large}`, 'completeness: cutoff'],
    [`LanguageKL@${large}`, 'languageDivergence: cutoff'],
    [`LanguageAWRF@${large}`, 'languageExposure: cutoff'],
    [`MRC@${large}`, 'rankingConsistency: cutoff'],
    [`PEER@${large}`, 'peer: cutoff'],
  ])('refuses %s, which is too large to be an integer, and names the maker', (notation, subject) => {
    expect(() => measure(notation)).toThrow(new RangeError(`${subject} must be a positive integer; got ${1e20}.`))
  })
  test('applies the cutoff, the grade and the gain that it reads', () => {
    const query = judgedAt({ ranks: [2, 11], grades: [1, 3], pool: 20 })
    expect(measure('R@10').score(query)).toBe(1 / 2)
    expect(measure('R(rel=2)@10').score(query)).toBe(0)
    expect(measure('R(rel=2)@11').score(query)).toBe(1)
    const exponential = (1 / Math.log2(3) + 7 / Math.log2(12)) / (7 + 1 / Math.log2(3))
    expect(measure("nDCG(dcg='exp-log2')").score(query)).toBeCloseTo(exponential, 12)
  })

  const written = fc.constantFrom(...measureDefinitions).chain(notationOf)

  test.prop([written])('prints, for every family and parameters, what reads back as the same measure', (notation) => {
    const { name } = measure(notation)
    expect(measure(name).name).toBe(name)
  })

  test.prop([written, fc.string({ unit: fc.constantFrom(' ', '\t'), maxLength: 3 })])(
    'reads the same with spaces around every part',
    (notation, space) => {
      expect(measure(notation.replaceAll(/[@(),=]|$|^/g, `${space}$&${space}`)).name).toBe(measure(notation).name)
    },
  )
})

describe('measureDefinitions', () => {
  test('give every name to one family alone', () => {
    const names = measureDefinitions.flatMap(({ names }) => names)
    expect(names).toEqual([...new Set(names)])
  })

  test.each(measureDefinitions)('say of $names.0 what its measures say', ({ names, cutoff, ...definition }) => {
    const made = measure(`${names[0]}${cutoff === 'required' ? '@10' : ''}`)
    const { description, direction, range, source } = definition
    expect(made).toMatchObject({ description, direction, range, ...(source && { source }) })
    expect(description).toMatch(/^[A-Z].*\.$/)
  })

  const all = Number.POSITIVE_INFINITY
  // As docs/metrics.md and docs/language-bias.md have them.
  test.each([
    ['AP[(rel=n)][@k]', 'higher', [0, 1], ['mAP', 'MAP']],
    ['RR[(rel=n)][@k]', 'higher', [0, 1], ['MRR']],
    ["nDCG[(dcg='exp-log2')][@k]", 'higher', [0, 1], ['NDCG']],
    ['P[(rel=n)]@k', 'higher', [0, 1], ['Precision']],
    ['R[(rel=n)]@k', 'higher', [0, 1], ['Recall']],
    ['Success[(rel=n)]@k', 'higher', [0, 1], ['HitRate']],
    ['Rprec[(rel=n)]', 'higher', [0, 1], ['RPrec']],
    ['Bpref[(rel=n)]', 'higher', [0, 1], ['bpref']],
    ['Judged@k', 'higher', [0, 1], []],
    ['NumQ', 'higher', [0, all], ['num_q']],
    ['NumRet', 'higher', [0, all], ['num_ret']],
    ['NumRel[(rel=n)]', 'higher', [0, all], ['num_rel']],
    ['NumRelRet[(rel=n)]', 'higher', [0, all], ['num_rel_ret']],
    ['RankDistance', 'lower', [0, all], []],
    ['MedianRankDistance', 'lower', [0, all], []],
    ['NormRankDistance', 'lower', [0, all], []],
    ['MaxRank', 'lower', [1, all], ['MaxR']],
    ['NormMaxRank', 'higher', [0, 100], []],
    ['Comp@k', 'higher', [0, 1], []],
    ['MeanRank', 'lower', [1, all], []],
    ['LanguageKL@k', 'lower', [0, all], []],
    ['LanguageAWRF@k', 'higher', [0, 1], ['AWRF']],
    ['SameLanguageFirst', 'lower', [0, 1], []],
    ['SameLanguageMargin', 'lower', [-2, 2], []],
    ['MRC@k', 'higher', [-1, 1], []],
    ['PEER[@k]', 'higher', [0, 1], []],
    ['SameNegativeMean', 'lower', [-1, 1], []],
    ['OtherNegativeMean', 'lower', [-1, 1], []],
    ['SameNegativeVariance', 'lower', [0, 1], []],
    ['OtherNegativeVariance', 'lower', [0, 1], []],
  ])('say that %s is better where it is %s, within %j, with the aliases %j', (grammar, direction, range, aliases) => {
    const definition = measureDefinitions.find((one) => one.grammar === grammar)!
    expect({ ...definition, aliases: definition.names.slice(1) }).toMatchObject({ direction, range, aliases })
  })

  test.each(measureDefinitions)(
    'make $names.0 for one pool of all languages where it is of languages',
    (definition) => {
      const ofLanguages = measureDefinitions.slice(
        measureDefinitions.findIndex(({ names }) => names[0] === 'RankDistance'),
      )
      const made = measure(`${definition.names[0]}${definition.cutoff === 'required' ? '@10' : ''}`)
      expect(made.settings).toEqual(ofLanguages.includes(definition) ? ['multilingual'] : undefined)
    },
  )

  test.each([
    ['AP', undefined],
    ['RankDistance', { languages: true }],
    ['MedianRankDistance', { languages: true }],
    ['NormRankDistance', { languages: true, pool: true }],
    ['MaxRank', undefined],
    ['NormMaxRank', { pool: true }],
    ['Comp@7', undefined],
    ['LanguageKL@7', { languages: true, top: 7 }],
    ['LanguageAWRF@7', { languages: true, top: 7 }],
    ['SameLanguageFirst', { languages: true }],
    ['SameLanguageMargin', { cosines: true }],
    ['MRC@7', { languages: true, agreement: 7 }],
    ['PEER@7', { languages: true }],
    ['SameNegativeMean', { cosines: true }],
    ['OtherNegativeVariance', { cosines: true }],
  ])('ask for no more than they look at: %s for %j', (notation, needs) => {
    expect(measure(notation).needs).toEqual(needs)
  })

  test('say of each family how it is written, what it is and where it comes from', () => {
    expect(measureDefinitions.find(({ names }) => names[0] === 'P')).toMatchObject({
      grammar: 'P[(rel=n)]@k',
      description: 'Share of the first k ranks that hold a relevant document.',
      direction: 'higher',
      source: expect.stringContaining('Manning'),
    })
  })
})

describe('asMeasure', () => {
  test('reads a notation, and gives a measure back as it is', () => {
    const own = { ...measure('AP'), name: 'Own' }
    expect(asMeasure(own)).toBe(own)
    expect(asMeasure('mAP').name).toBe('AP')
  })
})

describe('defaultMeasures', () => {
  test('print names that read back as the same measures', () => {
    expect(defaultMeasures.map(({ name }) => measure(name).name)).toEqual([
      'AP',
      'RR',
      'nDCG@10',
      'R@1',
      'R@10',
      'R@100',
      'Success@1',
      'RankDistance',
    ])
  })
})

/** Every notation that the definition's grammar allows, under any of its names, defaults written out or not. */
function notationOf({ names, cutoff, parameters = [] }: MeasureDefinition): fc.Arbitrary<string> {
  const optional = (part: fc.Arbitrary<string>): fc.Arbitrary<string> => fc.oneof(fc.constant(''), part)
  const last = fc.integer({ min: 1, max: 2000 }).map((k) => `@${k}`)
  const value = {
    rel: fc.integer({ min: 1, max: 4 }).map((rel) => `rel=${rel}`),
    dcg: fc.constantFrom("dcg='log2'", `dcg="exp-log2"`),
  }
  return fc
    .tuple(
      fc.constantFrom(...names),
      fc.shuffledSubarray([...parameters]).chain((keys) => fc.tuple(...keys.map((key) => value[key]))),
      { none: fc.constant(''), optional: optional(last), required: last }[cutoff],
    )
    .map(([name, set, tail]) => `${name}${set.length > 0 ? `(${set.join(',')})` : ''}${tail}`)
}
