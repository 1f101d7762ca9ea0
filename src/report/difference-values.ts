import { type Setting, settings } from '../retrieval.ts'
import { type Row, scoreOf } from './dataset-group.ts'

/** Language → value. */
export type Line = Readonly<Record<string, number>>

/** Where the documents of a pair compete: each language in a pool by itself, or all together in one. */
export type Pooling = 'apart' | 'together'

/** Settings whose pairs make one matrix, diagonal and rest. */
const settingsOf: Readonly<Record<Pooling, readonly Setting[]>> = {
  apart: ['monolingual', 'cross-lingual'],
  together: ['multilingual'],
}

/** A row's values by query and document language. Bounds are left out, since how far they differ is not known. */
export function pairsOf({ run }: Row, measure: string, pooling: Pooling = 'apart'): Readonly<Record<string, Line>> {
  const scores = settingsOf[pooling].flatMap((setting) => scoreOf(run, measure, setting) ?? [])
  const matrices = scores.flatMap(({ perPair, bound }) => (perPair && bound === undefined ? [perPair] : []))
  const queries = [...new Set(matrices.flatMap((matrix) => Object.keys(matrix)))]
  return Object.fromEntries(
    queries.map((query) => [
      query,
      Object.fromEntries(matrices.flatMap((matrix) => Object.entries(matrix[query] ?? {}))),
    ]),
  )
}

/** A row's values by query language in a setting; null where they are only bounds, or not there. */
export function linesOf({ run }: Row, measure: string, setting: Setting): Line | null {
  const score = scoreOf(run, measure, setting)
  return score === undefined || score.bound !== undefined ? null : score.perLanguage
}

/** The last setting, so the largest pool, in which both are known; undefined where there is none. */
export function lastSettingOfBoth(first: Row, second: Row, measure: string): Setting | undefined {
  return settings.findLast((setting) => [first, second].every((row) => linesOf(row, measure, setting) !== null))
}

/** Which way a measure counts. */
export function directionOf({ run }: Row, measure: string): 'higher' | 'lower' {
  return run.scores.find((score) => score.measure === measure)?.direction ?? 'higher'
}

/** What stands over a map of pairs. */
export function poolLabel(measure: string, pooling: Pooling): string {
  return pooling === 'apart' ? `${measure}, each document language a pool by itself` : `${measure}, one pool`
}
