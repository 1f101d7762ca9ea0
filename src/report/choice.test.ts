import { describe, expect, test } from 'vitest'
import { type Outcome, outcomes, reportCase, runRecord } from '../../fixtures/report.ts'
import { type Choice, choiceOf } from './choice.ts'
import { type DatasetGroup, groupByDataset } from './dataset-group.ts'

const [untrained, monolingual, crossLingual, hybrid] = outcomes as [Outcome, Outcome, Outcome, Outcome]

function groupOf(of: readonly Outcome[], seeds: readonly number[] = [1, 2, 3]): DatasetGroup {
  return groupByDataset(of.map((outcome) => reportCase(outcome, { run: runRecord(outcome, seeds) })))[0] as DatasetGroup
}

function choose(of: readonly Outcome[], seeds?: readonly number[]): Choice {
  return choiceOf(groupOf(of, seeds)) as Choice
}

/** Blanks that do not break as those that do. */
const plain = (text: string): string => text.replaceAll('\u00a0', ' ')

/** Every score's seeds this far on both sides of the mean. */
function spread(group: DatasetGroup, share: number): DatasetGroup {
  const rows = group.rows.map((row) => ({
    ...row,
    run: {
      ...row.run,
      scores: row.run.scores.map((score) => ({
        ...score,
        perSeed: [1 - share, 1, 1 + share].map((factor) => factor * score.value),
      })),
    },
  }))
  return { ...group, rows }
}

describe('choiceOf', () => {
  test('takes the best in one pool of those that fall behind nowhere', () => {
    const { sentence, chosen, level } = choose(outcomes)
    expect(plain(sentence)).toBe(
      'Use Cross-lingual (X-Y): it has the best multilingual AP, .375 ± .001 over 3 seeds, and falls behind in no other setting.',
    )
    expect([chosen.label, level]).toEqual(['Cross-lingual (X-Y)', []])
  })

  test('says what nothing tells apart', () => {
    const { sentence, level } = choiceOf(spread(groupOf([crossLingual, hybrid, untrained]), 0.05)) as Choice
    expect(plain(sentence)).toBe(
      'Cross-lingual (X-Y) and Hybrid (α = 0.5) cannot be told apart in multilingual AP: .375 ± .047 and .359 ± .045 over 3 seeds. Any of them will do.',
    )
    expect(level.map(({ label }) => label)).toEqual(['Hybrid (α = 0.5)'])
  })

  test('passes over what leads in one pool and falls behind elsewhere', () => {
    const narrow = { ...crossLingual, monolingual: 0.4 }
    expect(choose([monolingual, { ...narrow, crossLingual: 0.424 }, hybrid]).sentence).toContain(
      'Use Hybrid (α = 0.5): it has the best multilingual AP of those that fall behind nowhere',
    )
  })

  test('does not choose what is far behind because its one seed cannot be tested', () => {
    const weak = { ...hybrid, label: 'Random weights', monolingual: 0.1, crossLingual: 0.02, multilingual: 0.05 }
    const group = groupOf([monolingual, { ...crossLingual, monolingual: 0.4 }, weak])
    const rows = group.rows.map((row) => {
      if (row.label !== 'Random weights') return row
      const scores = row.run.scores.map((score) => ({ ...score, perSeed: [score.value] }))
      return { ...row, run: { ...row.run, seeds: [1], scores } }
    })
    const { sentence, chosen } = choiceOf({ ...group, rows }) as Choice
    expect(chosen.label).not.toBe('Random weights')
    expect(sentence).toContain('No system is good everywhere')
  })

  test('says that no system is good everywhere where each falls behind somewhere', () => {
    const narrow = { ...crossLingual, monolingual: 0.4 }
    expect(plain(choose([monolingual, narrow]).sentence)).toBe(
      'No system is good everywhere: Cross-lingual (X-Y) has the best multilingual AP, .375 ± .001, and falls behind in the monolingual setting.',
    )
  })

  test('names what comes within two per cent', () => {
    expect(plain(choose([crossLingual, { ...hybrid, crossLingual: 0.431, multilingual: 0.371 }]).sentence)).toContain(
      'Hybrid (α = 0.5) comes within 2 % of it.',
    )
  })

  test('says in a reason who has the same, and names no more than a few', () => {
    const others = Array.from({ length: 5 }, (_, i) => ({ ...hybrid, label: `${i} ${'x'.repeat(60)}` }))
    const { reasons } = choose([crossLingual, ...others])
    const x = 'x'.repeat(45)
    expect(plain(reasons[2] ?? '')).toMatch(
      new RegExp(`^Monolingual AP \\.639 ± \\.00\\d, the best; 0 ${x}…, 1 ${x}…, 2 ${x}… and 2 more have the same\\.$`),
    )
  })

  test('doubts a single seed', () => {
    const { sentence, certainty } = choose([crossLingual, hybrid], [1])
    expect(sentence).toContain('One seed each cannot tell luck from merit')
    expect(certainty).toBe('1 seed each, 3,300 queries: how much of a difference is chance is not known.')
  })

  test('never chooses a control, and says where one is better', () => {
    const { chosen, reasons } = choose([{ ...untrained, multilingual: 0.5 }, crossLingual, hybrid])
    expect(chosen.label).toBe('Cross-lingual (X-Y)')
    expect(plain(reasons[0] ?? '')).toMatch(
      /−\.125 from the best, the control Untrained n-grams with \.500 ± \.\d{3} \(p < \.001\)/,
    )
  })

  test('is none where there is nothing to choose from', () => {
    expect(choiceOf(groupOf([untrained, hybrid]))).toBeNull()
    expect(choiceOf({ ...groupOf([hybrid]), rows: [] })).toBeNull()
  })
})
