import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { judgedAt } from '../../fixtures/judged.ts'
import { defaultMeasures, type MeasureDefinition, measure, measureDefinitions } from './notation.ts'

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

  test('names the parameter that is too large to be an integer', () => {
    expect(() => measure(`AP(rel=${'9'.repeat(20)})`)).toThrow('rel must be a positive integer')
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

  test('say of each family how it is written, what it is and where it comes from', () => {
    expect(measureDefinitions.find(({ names }) => names[0] === 'P')).toMatchObject({
      grammar: 'P[(rel=n)]@k',
      description: 'Share of the first k ranks that hold a relevant document.',
      direction: 'higher',
      source: expect.stringContaining('Manning'),
    })
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
