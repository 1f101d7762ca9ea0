import { describe, expect, test } from 'vitest'
import { outsideData } from '../../../fixtures/outside-data.ts'
import { cldrEmoji } from '../cldr-emoji.ts'
import type { Dataset } from '../dataset.ts'
import { xquadR } from '../xquad-r.ts'
import { countsOf, type LanguageCounts, totalsOf } from './card.ts'
import { datasetCard, datasetCards } from './cards.ts'

const xquad = outsideData('VITEST_RETRIEVAL_DATA', 'xquad-r')

describe('datasetCards', () => {
  test('of XQuAD-R, MLQA-R and the languages of MIRACL that are counted add up to the published totals', () => {
    const totals = (name: string) => totalsOf(datasetCard(name)!)
    expect(totals('xquad-r')).toEqual({ queries: 13_090, documents: 13_014 })
    expect(totals('mlqa-r')).toEqual({ queries: 4199, documents: 20_534 })
    expect(totals('miracl')).toEqual({ queries: null, documents: null })
    const counted = datasetCard('miracl')!.languages.flatMap(({ queries }) => queries ?? [])
    expect([counted.length, counted.reduce((a, b) => a + b)]).toEqual([16, 13_071])
  })

  test('have names of their own, a licence or a reason for none, an address and a citation with its year', () => {
    expect(new Set(datasetCards.map(({ name }) => name)).size).toBe(datasetCards.length)
    for (const { kind, licence, nonCommercial, terms, source, citation } of datasetCards) {
      expect([licence === null, nonCommercial === null]).toEqual([kind === 'format', kind === 'format'])
      expect(nonCommercial ?? false).toBe(/-NC-/.test(licence ?? ''))
      expect(terms).not.toBe('')
      expect(source).toMatch(/^https:/)
      expect(citation).toMatch(/ \d{4}: |https:/)
    }
  })

  test.each(datasetCards.map(({ name, loader }) => [name, loader]))(
    'of %s names its loader, %s',
    async (name, loader) => {
      const module = await import(`../${name}.ts`)
      expect(module[loader]).toBeTypeOf('function')
    },
  )

  test('of CLDR emoji counts what the loader gives', async () => {
    const { training, dev, evaluation } = await cldrEmoji()
    const card = datasetCard('cldr-emoji')!
    expect(evaluation.revision).toBe(card.revision)
    expect(counted(evaluation)).toEqual(card.languages)
    expect(card.description).toContain(`${training.pairs.length} emoji to train on`)
    expect(card.description).toContain(`${dev.queries.length / dev.languages.length} for dev`)
  })

  test('of XQuAD-R counts what the loader gives', async ({ skip }) => {
    skip(Boolean(xquad.absent), xquad.absent)
    const dataset = await xquadR(xquad.path())
    const card = datasetCard('xquad-r')!
    expect(dataset.revision).toBe(card.revision)
    expect(counted(dataset)).toEqual(card.languages)
  })
})

describe('datasetCard', () => {
  test.each([
    ['xquad-r', 'xquad-r'],
    ['xquad-r (sentence+context)', 'xquad-r'],
    ['cldr-emoji-dev', 'cldr-emoji'],
    ['mlqa-r', 'mlqa-r'],
    ['miracl (dev)', 'miracl'],
  ])('of %s is that of %s', (name, expected) => {
    expect(datasetCard(name)?.name).toBe(expected)
  })

  test.each(['xquad-reversed', 'xquad', 'beir', 'my beir-like set', ''])('of %j is none', (name) => {
    expect(datasetCard(name)).toBeUndefined()
  })
})

describe('totalsOf', () => {
  test('adds each side up by itself, and says nothing of a side that is not known whole', () => {
    const languages = countsOf({ de: [1, null], en: [2, 5] })
    expect(totalsOf({ ...datasetCards[0]!, languages })).toEqual({ queries: 3, documents: null })
    expect(totalsOf({ ...datasetCards[0]!, languages: [] })).toEqual({ queries: null, documents: null })
  })
})

function counted({ languages, queries, documents }: Dataset): LanguageCounts[] {
  const of = (texts: Dataset['documents'], language: string): number =>
    texts.filter((each) => each.language === language).length
  return languages.map((language) => ({
    language,
    queries: queries.filter((each) => each.language === language).length,
    documents: of(documents, language),
  }))
}
