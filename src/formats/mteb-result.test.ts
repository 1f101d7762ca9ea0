import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { runRecord } from '../../fixtures/run-record.ts'
import { anglesOfTwoByTwo, atAngles, twoByTwo } from '../../fixtures/two-by-two.ts'
import { evaluate } from '../evaluation/evaluate.ts'
import type { RunRecord, ScoreRecord } from '../experiment/record.ts'
import { scoreRecords } from '../experiment/summary.ts'
import { mean } from '../mean.ts'
import { defaultMeasures } from '../metrics/notation.ts'
import { settings } from '../retrieval.ts'
import { mtebMeasureKey, mtebTaskName } from './mteb-names.ts'
import { type MtebResult, mtebResult } from './mteb-result.ts'

describe('mtebResult', () => {
  test('has an entry a language, of which the query’s is the first of the pool', () => {
    const scores = [
      score('nDCG@10', { perLanguage: { de: 0.1234567, en: 0.25 } }),
      score('R@1', { perLanguage: { de: 0.5, en: 1 } }),
      score('RankDistance', { perLanguage: { de: 12.5, en: 7 } }),
    ]
    const date = new Date('2026-01-02T03:04:05.5Z')
    expect(mtebResult(recordOf(scores), { setting: 'multilingual', date })).toEqual({
      dataset_revision: '9bc8c7f',
      task_name: 'XQuADR-multilingual',
      mteb_version: null,
      scores: {
        test: [
          {
            ndcg_at_10: 0.123457,
            recall_at_1: 0.5,
            RankDistance: 12.5,
            accuracy: 0.5,
            main_score: 0.123457,
            hf_subset: 'deu',
            languages: ['deu-Latn', 'eng-Latn'],
          },
          {
            ndcg_at_10: 0.25,
            recall_at_1: 1,
            RankDistance: 7,
            accuracy: 1,
            main_score: 0.25,
            hf_subset: 'eng',
            languages: ['eng-Latn', 'deu-Latn'],
          },
        ],
      },
      evaluation_time: 0.3,
      kg_co2_emissions: null,
      date: 1767323045.5,
    })
  })

  test('has an entry an ordered pair of languages in the cross-lingual setting, and leaves out a pair without the main measure', () => {
    const perPair = { ar: { de: 0.1, en: 0.2 }, de: { ar: 0.3, en: 0.4 }, en: { ar: 0.5 } }
    const record = recordOf([score('AP', { setting: 'cross-lingual', perPair })], ['ar', 'de', 'en'])
    const { scores, task_name } = mtebResult(record, {
      setting: 'cross-lingual',
      main: 'AP',
      split: 'dev',
      task: 'my set',
    })
    expect(task_name).toBe('MySet-cross-lingual')
    expect(scores.dev!.map(({ hf_subset, main_score, languages }) => [hf_subset, main_score, ...languages])).toEqual([
      ['ara-deu', 0.1, 'ara-Arab', 'deu-Latn'],
      ['ara-eng', 0.2, 'ara-Arab', 'eng-Latn'],
      ['deu-ara', 0.3, 'deu-Latn', 'ara-Arab'],
      ['deu-eng', 0.4, 'deu-Latn', 'eng-Latn'],
      ['eng-ara', 0.5, 'eng-Latn', 'ara-Arab'],
    ])
  })

  test('names subsets by script too where letters alone would name two languages alike', () => {
    const record = recordOf([score('AP', { perLanguage: { zh: 0.1, 'zh-Hant': 0.2 } })], ['zh', 'zh-Hant'])
    const { scores } = mtebResult(record, { setting: 'multilingual', main: 'AP' })
    expect(scores.test!.map(({ hf_subset }) => hf_subset)).toEqual(['zho_Hans', 'zho_Hant'])
  })

  test('takes the word of its caller for a language, and refuses one that is not written so', () => {
    const record = recordOf([score('AP', { perLanguage: { zh: 0.1 } })], ['zh'])
    const result = (zh: string) => mtebResult(record, { setting: 'multilingual', main: 'AP', languages: { zh } })
    expect(result('zho-Hant').scores.test![0]!.languages).toEqual(['zho-Hant'])
    expect(() => result('zh-TW')).toThrow(
      'must be written like zho-Hant, ISO 639-3 and ISO 15924; got "zh-TW" for "zh".',
    )
  })

  test('leaves out bounds, other settings and what is not finite', () => {
    const both = { de: 0.5, en: 0.5 }
    const record = recordOf([
      score('AP', { perLanguage: both }),
      score('RR', { perLanguage: both, setting: 'monolingual' }),
      score('MaxRank', { perLanguage: both, bound: 'at least' }),
      score('P@5', { perLanguage: { de: Number.NaN, en: Number.POSITIVE_INFINITY } }),
    ])
    const [entry] = mtebResult(record, { setting: 'multilingual', main: 'AP' }).scores.test!
    expect(Object.keys(entry!)).toEqual(['AP', 'main_score', 'hf_subset', 'languages'])
  })

  test.each([
    ['nDCG@10', 'got "nDCG@10", where the run has AP.'],
    ['MaxRank', 'got "MaxRank", where the run has AP.'],
  ])('refuses the main measure %s, which the run lacks or only bounds', (main, message) => {
    const perLanguage = { de: 0.5, en: 0.5 }
    const record = recordOf([score('AP', { perLanguage }), score('MaxRank', { perLanguage, bound: 'at least' })])
    expect(() => mtebResult(record, { setting: 'multilingual', main })).toThrow(message)
    expect(() => mtebResult(record, { setting: 'monolingual', main })).toThrow('where the run has nothing.')
  })

  test.prop([fc.double(), fc.double()])('is JSON that reads back the same, whatever the values', (de, en) => {
    const record = recordOf([
      score('AP', { perLanguage: { de: 0.5, en: 0.5 } }),
      score('RR', { perLanguage: { de, en } }),
    ])
    const result = mtebResult(record, { setting: 'multilingual', main: 'AP' })
    expect(JSON.parse(JSON.stringify(result))).toEqual(result)
  })

  test('has main scores whose mean is the run’s value, in every setting', async () => {
    const { queries, documents } = anglesOfTwoByTwo
    const found = await evaluate({
      dataset: twoByTwo,
      queries: atAngles(...queries),
      documents: atAngles(...documents),
      measures: defaultMeasures,
    })
    const records = scoreRecords([found])
    for (const setting of settings) {
      const result = mtebResult(recordOf(records), { setting })
      const value = records.find((each) => each.measure === 'nDCG@10' && each.setting === setting)!.value
      expect(mainScore(result)).toBeCloseTo(value, 6)
    }
  })
})

describe('mtebMeasureKey', () => {
  test.each([
    ['nDCG@10', 'ndcg_at_10'],
    ['AP@100', 'map_at_100'],
    ['R@1', 'recall_at_1'],
    ['P@5', 'precision_at_5'],
    ['RR@10', 'mrr_at_10'],
    ['Success@1', 'hit_rate_at_1'],
    ['AP', 'AP'],
    ['AP(rel=2)@10', 'AP(rel=2)@10'],
    ["nDCG(dcg='exp-log2')@10", "nDCG(dcg='exp-log2')@10"],
    ['Judged@10', 'Judged@10'],
    ['toString@1', 'toString@1'],
  ])('of %s is %s', (notation, key) => {
    expect(mtebMeasureKey(notation)).toBe(key)
  })
})

describe('mtebTaskName', () => {
  test.each([
    ['xquad-r', 'XQuADR'],
    ['xquad-r (sentence+context)', 'XQuADRSentenceContext'],
    ['mlqa-r', 'MLQAR'],
    ['cldr-emoji-dev', 'CLDREmojiDev'],
    ['../my questions 2', 'MyQuestions2'],
  ])('of %s is %s', (dataset, name) => {
    expect(mtebTaskName(dataset)).toBe(name)
  })

  test('of a name without letters of ASCII is refused', () => {
    expect(() => mtebTaskName('Вопросы')).toThrow('got "Вопросы". Give the option task.')
  })
})

function mainScore({ scores }: MtebResult): number {
  return mean(scores.test!.map(({ main_score }) => main_score))
}

function score(measure: string, changed: Partial<ScoreRecord>): ScoreRecord {
  const common = { setting: 'multilingual', direction: 'higher', value: 0.5, perSeed: [0.5], perLanguage: {} } as const
  return { measure, ...common, ...changed }
}

function recordOf(scores: readonly ScoreRecord[], languages: readonly string[] = ['de', 'en']): RunRecord {
  const record = runRecord()
  return { ...record, scores, dataset: { ...record.dataset, name: 'xquad-r', revision: '9bc8c7f', languages } }
}
