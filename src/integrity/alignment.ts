import type { Language } from '../retrieval.ts'
import { type Finding, finding, type Side, sides, type TextCheck } from './finding.ts'

/** A language is expected of every concept when at least this share of them has it. */
const expectedFrom = 0.9

/**
 * Concepts of a parallel data set that lack a language which the others have: their translations are lost, so that
 * languages are compared over different questions.
 *
 * A side is parallel where more than half of its concepts stand in several languages. Languages that fewer than nine in ten
 * concepts have (as in MLQA, English apart) are taken for incomplete on purpose.
 */
export function misalignment(languages: readonly Language[]): TextCheck {
  const concepts = { queries: new Map<string, Set<Language>>(), documents: new Map<string, Set<Language>>() }
  return {
    add({ concept, language }, side) {
      if (concept === undefined) return
      const known = concepts[side].get(concept)
      if (known) known.add(language)
      else concepts[side].set(concept, new Set([language]))
    },
    findings: () => ({ errors: [], warnings: sides.flatMap((side) => lackingOn(side, concepts[side], languages)) }),
  }
}

function lackingOn(
  side: Side,
  concepts: ReadonlyMap<string, ReadonlySet<Language>>,
  languages: readonly Language[],
): Finding[] {
  const parallel = [...concepts.values()].filter(({ size }) => size > 1).length
  if (parallel <= concepts.size / 2) return []
  return languages.flatMap((language) => lacking(language, side, concepts))
}

function lacking(language: Language, side: Side, concepts: ReadonlyMap<string, ReadonlySet<Language>>): Finding[] {
  const without = [...concepts].filter(([, languages]) => !languages.has(language))
  if (without.length === 0 || without.length > (1 - expectedFrom) * concepts.size) return []
  const what = `concepts of the ${side} that lack this language`
  return [finding({ check: 'alignment', language, what, among: concepts.size }, without, ([concept]) => concept)]
}
