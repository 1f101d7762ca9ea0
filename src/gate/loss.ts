import { meanOfRows } from '../mean.ts'
import type { Language, Query, Setting } from '../retrieval.ts'
import type { FallenQuery, LanguageChange, Loss, PairChange } from './comparison.ts'
import type { MatchedColumn } from './evidence.ts'
import type { Move } from './moves.ts'

/** How many of the queries that fell are named. */
const named = 3

type Direction = 'higher' | 'lower'

/**
 * Where the loss of one measure in one setting comes from: languages, pairs of languages, and queries.
 *
 * @param column    values of all queries
 * @param languages what became of each language
 */
export function lossOf(
  column: MatchedColumn,
  languages: readonly Move[],
  { setting, direction }: { readonly setting: Setting; readonly direction: Direction },
): Loss {
  const pairs = pairChanges(column, setting)
  const changes = languages.map(languageChange)
  return {
    languages: sorted(changes, direction),
    pair: sorted(pairs, direction)[0] ?? null,
    culprit: culprit(pairs.length > 0 ? pairs.map(sidesOfPair) : changes.map(sideOfLanguage), direction),
    queries: fallen(column, direction),
  }
}

interface Change {
  readonly expected: number
  readonly actual: number
}

function languageChange({ language, expected, actual, rule, verdict, p }: Move): LanguageChange {
  const tested = p === null ? {} : { p }
  return { language: language as Language, expected, actual, tolerance: rule.worse, verdict, ...tested }
}

/** Monolingual scores are those of languages, not of pairs. */
function pairChanges({ pairs }: MatchedColumn, setting: Setting): PairChange[] {
  if (setting === 'monolingual') return []
  return Object.entries(pairs.before).flatMap(([query, row]) =>
    Object.entries(row).flatMap(([document, expected]) => {
      const actual = pairs.now[query]?.[document]
      if (actual === undefined || (setting === 'cross-lingual' && query === document)) return []
      return [{ query, document, expected, actual }]
    }),
  )
}

interface Sided extends Change {
  readonly sides: readonly Language[]
}

function sidesOfPair({ query, document, ...change }: PairChange): Sided {
  return { ...change, sides: query === document ? [query] : [query, document] }
}

function sideOfLanguage({ language, expected, actual }: LanguageChange): Sided {
  return { expected, actual, sides: [language] }
}

/**
 * The language that takes part in at least half of all that was lost anywhere, and in half as much again as it would if every language had
 * lost alike: of two languages each takes part in every pair, which says nothing.
 */
function culprit(changes: readonly Sided[], direction: Direction): Loss['culprit'] {
  const total = losses(changes, direction)
  const languages = [...new Set(changes.flatMap(({ sides }) => sides))]
  if (total === 0 || languages.length === 0) return null
  const shares = languages.map((language) => {
    const own = changes.filter(({ sides }) => sides.includes(language))
    return { language, share: losses(own, direction) / total, alike: own.length / changes.length }
  })
  const { language, share, alike } = shares.reduce((most, each) => (each.share > most.share ? each : most))
  return share >= Math.max(0.5, 1.5 * alike) ? { language, share } : null
}

/** What was lost, gains elsewhere left out. */
function losses(changes: readonly Change[], direction: Direction): number {
  return changes.reduce((sum, change) => sum + Math.max(0, lost(change, direction)), 0)
}

function lost({ expected, actual }: Change, direction: Direction): number {
  return direction === 'higher' ? expected - actual : actual - expected
}

function sorted<T extends Change>(changes: readonly T[], direction: Direction): T[] {
  return [...changes].sort((a, b) => lost(b, direction) - lost(a, direction))
}

function fallen({ before, now, queries }: MatchedColumn, direction: Direction): FallenQuery[] {
  const [then, today] = [meanOfRows(before), meanOfRows(now)]
  const changes = [...queries.keys()].flatMap((place) => {
    const [expected, actual] = [then[place] as number, today[place] as number]
    return lost({ expected, actual }, direction) > 0 ? [{ place, expected, actual }] : []
  })
  return sorted(changes, direction)
    .slice(0, named)
    .map(({ place, expected, actual }) => {
      const { id, text, language } = queries[place] as Query
      return { id, text, language, before: expected, after: actual }
    })
}
