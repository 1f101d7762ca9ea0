import { describe, expect, test, vi } from 'vitest'
import { outsideData } from '../../fixtures/outside-data.ts'
import { xquadR } from './xquad-r.ts'
import { xquadRSplit } from './xquad-r-split.ts'

// Megabytes of JSON are parsed: seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

const data = outsideData('VITEST_RETRIEVAL_DATA', 'xquad-r')

describe('xquadRSplit', () => {
  // Counts of the reference experiment, which split by article number mod 4.
  test("has the reference's sizes", async ({ skip }) => {
    skip(Boolean(data.absent), data.absent)
    const { training, dev, evaluation } = await xquadRSplit(data.path())
    expect(training.pairs).toHaveLength(636)
    expect(training.pairs.flatMap(({ translations }) => Object.keys(translations))).toHaveLength(6996)
    expect([dev.queries.length, dev.documents.length]).toEqual([2838, 3210])
    expect([evaluation.queries.length, evaluation.documents.length]).toEqual([3256, 3286])
  })

  test('shares no text between parts, and leaves no question out', async ({ skip }) => {
    skip(Boolean(data.absent), data.absent)
    const languages = ['en', 'zh']
    const { training, dev, evaluation } = await xquadRSplit(data.path(), { languages })
    const whole = await xquadR(data.path(), { languages })
    const trained = training.pairs.flatMap(({ translations }) => Object.values(translations))
    const questions = [
      ...trained.map(({ anchor }) => anchor),
      ...dev.queries.map(({ text }) => text),
      ...evaluation.queries.map(({ text }) => text),
    ]
    expect(questions.toSorted()).toEqual(whole.queries.map(({ text }) => text).toSorted())
    const answers = new Set(trained.map(({ positive }) => positive))
    expect(dev.documents.filter(({ text }) => answers.has(text))).toEqual([])
    expect(evaluation.documents.filter(({ text }) => answers.has(text))).toEqual([])
  })

  test('groups questions that one sentence answers', async ({ skip }) => {
    skip(Boolean(data.absent), data.absent)
    const { training } = await xquadRSplit(data.path())
    const byAnswer = new Map<string, string>()
    for (const { translations, group } of training.pairs) {
      for (const { positive } of Object.values(translations)) {
        expect(byAnswer.get(positive) ?? group).toBe(group)
        byAnswer.set(positive, group!)
      }
    }
    expect(new Set(training.pairs.map(({ group }) => group)).size).toBeLessThan(training.pairs.length)
  })
})
