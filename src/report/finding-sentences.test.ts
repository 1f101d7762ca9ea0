import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { type Outcome, outcomes, reportCase, runRecord } from '../../fixtures/report.ts'
import { type DatasetGroup, groupByDataset } from './dataset-group.ts'
import { findingSentences } from './finding-sentences.ts'

const [untrained, , crossLingual, hybrid] = outcomes as [Outcome, Outcome, Outcome, Outcome]

function groupOf(of: readonly Outcome[], seeds: readonly number[] = [1, 2, 3]): DatasetGroup {
  const cases = of.map((outcome) => reportCase(outcome, { run: runRecord(outcome, seeds) }))
  return groupByDataset(cases)[0] as DatasetGroup
}

describe('findingSentences', () => {
  test('says who leads where, where hybrid stands, and how far it may be trusted', () => {
    expect(findingSentences(groupOf(outcomes))).toEqual([
      'On cldr-emoji, Monolingual (X-X-mono), Cross-lingual (X-Y) and Hybrid (α = 0.5) are level in monolingual AP (.639); Cross-lingual (X-Y) has the best cross-lingual AP (.437) and multilingual AP (.375).',
      'Against the best of each setting, Hybrid (α = 0.5) is level in monolingual AP, reaches 97\u00a0% in cross-lingual AP and reaches 96\u00a0% in multilingual AP.',
      'Rank distance, where less is fairer between languages: Cross-lingual (X-Y) 961, Hybrid (α = 0.5) 975, Monolingual (X-X-mono) 2,460 and the control Untrained n-grams 2,507; a perfect ranking would have 10, a random one 2,751.',
      'Means of 3 seeds.',
    ])
  })

  test('calls hybrid the best where it is, and nowhere else', () => {
    const [, second] = findingSentences(groupOf([crossLingual, { ...hybrid, multilingual: 0.4 }]))
    expect(second).toContain('is itself the best in multilingual AP')
    expect(second).toContain('reaches 97\u00a0% in cross-lingual AP')
  })

  test('does not hide a control that beats everyone', () => {
    const [first] = findingSentences(groupOf([{ ...untrained, multilingual: 0.5 }, crossLingual, hybrid]))
    expect(first).toContain('the control Untrained n-grams has the best multilingual AP (.500)')
  })

  test('calls level what a test over seeds does not tell apart', () => {
    const noisy = { ...hybrid, multilingual: 0.3745 }
    const group = groupOf([crossLingual, noisy])
    const rows = group.rows.map((row) => ({
      ...row,
      run: {
        ...row.run,
        scores: row.run.scores.map((score) => ({
          ...score,
          perSeed: [score.value - 0.01, score.value, score.value + 0.01],
        })),
      },
    }))
    expect(findingSentences({ ...group, rows })[0]).toContain(
      'multilingual AP (.375 to .374, not told apart over seeds)',
    )
    expect(findingSentences(groupOf([crossLingual, noisy], [1]))[0]).toContain('has the best cross-lingual AP')
  })

  test('says that one seed shows no spread', () => {
    expect(findingSentences(groupOf(outcomes, [1])).at(-1)).toBe(
      'One seed each: how much of a difference is chance is not known.',
    )
  })

  test('compares nothing where there is one row', () => {
    const sentences = findingSentences(groupOf([hybrid]))
    expect(sentences[0]).toBe(
      'On cldr-emoji, Hybrid (α = 0.5) reaches AP monolingual .639, cross-lingual .423 and multilingual .359.',
    )
    expect(sentences.join(' ')).not.toMatch(/best|level|against/i)
  })

  test('leaves a row without a number out of the comparison and says so of hybrid', () => {
    const sentences = findingSentences(groupOf([crossLingual, { ...hybrid, multilingual: Number.NaN }]))
    expect(sentences[0]).toContain('Cross-lingual (X-Y) alone has multilingual AP (.375)')
    expect(sentences[1]).toContain('has no number in multilingual AP')
    expect(sentences.join(' ')).not.toContain('NaN')
  })

  test('says so when no case left a number', () => {
    const group = groupOf([hybrid])
    const rows = group.rows.map((row) => ({ ...row, run: { ...row.run, scores: [] } }))
    expect(findingSentences({ ...group, rows })).toEqual(['On cldr-emoji, no case left a number to compare.'])
  })

  const share = fc.integer({ min: 1, max: 5 }).map((fifths) => fifths / 5)
  test.prop([fc.array(fc.tuple(share, share, share), { minLength: 2, maxLength: 4 })], { numRuns: 50 })(
    'says the best of nobody whose number another one reaches, for every outcome',
    (shares) => {
      const group = groupOf(
        shares.map(([a, b, c], i) => {
          const name = `sampler-${i}`
          return { name, label: name, monolingual: a, crossLingual: b, multilingual: c, rankDistance: 100 }
        }),
        [1],
      )
      for (const [index, setting] of (['monolingual', 'cross-lingual', 'multilingual'] as const).entries()) {
        const values = shares.map((of) => of[index] as number)
        const leaders = values.filter((value) => value === Math.max(...values)).length
        const clause =
          findingSentences(group)[0]
            ?.split(';')
            .find((part) => part.includes(`${setting} AP`)) ?? ''
        expect(clause.includes('has the best')).toBe(leaders === 1)
        expect(clause.includes('level')).toBe(leaders > 1)
        if (leaders === 1) expect(clause).toContain(`sampler-${values.indexOf(Math.max(...values))} has the best`)
      }
    },
  )
})
