import { describe, expect, test } from 'vitest'
import { judgedAt } from '../../fixtures/judged.ts'
import { defaultMeasures, measure } from './notation.ts'

describe('measure', () => {
  test.each([
    ['mAP', 'AP'],
    ['MAP', 'AP'],
    ['AP@100', 'AP@100'],
    ['MRR', 'RR'],
    ['MRR@10', 'RR@10'],
    ['NDCG@10', 'nDCG@10'],
    ['nDCG', 'nDCG'],
    ['Recall@100', 'R@100'],
    ['Success@1', 'Success@1'],
    ['RankDistance', 'RankDistance'],
  ])('reads %s as %s', (notation, name) => {
    expect(measure(notation).name).toBe(name)
  })

  test.each([
    '',
    'ap',
    'nDCG@',
    'nDCG@0',
    'nDCG@-1',
    'nDCG@1.5',
    'nDCG@010',
    'R',
    'Success',
    'RankDistance@10',
    'AP@10 ',
    'toString',
  ])('refuses %j and lists what exists', (notation) => {
    expect(() => measure(notation)).toThrow(
      `measure: the notation must be one of AP, AP@k, RR, RR@k, nDCG, nDCG@k, R@k, Success@k, RankDistance, where k is a positive integer; got ${JSON.stringify(notation)}.`,
    )
  })

  test('applies the cutoff it reads', () => {
    const query = judgedAt({ ranks: [11], grades: [1], languages: ['de'], pool: 20 })
    expect([measure('R@10').score(query), measure('R@11').score(query)]).toEqual([0, 1])
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
