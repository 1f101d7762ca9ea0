import type { Language } from '../retrieval.ts'
import { type Finding, finding, type Inspected, type Side, sides } from './finding.ts'

/** A language is expected of every concept when at least this share of them has it. */
const expectedFrom = 0.9

/**
 * Concepts of a parallel data set that lack a language which the others have: their translations are lost, so that
 * languages are compared over different questions.
 *
 * A side is parallel where more than half of its concepts stand in several languages. Languages that fewer than nine in ten
 * concepts have (as in MLQA, English apart) are taken for incomplete on purpose.
 */
export function misalignment(dataset: Inspected): Finding[] {
  return sides.flatMap((side) => {
    const concepts = conceptsOf(dataset[side])
    const parallel = [...concepts.values()].filter(({ size }) => size > 1).length
    if (parallel <= concepts.size / 2) return []
    return dataset.languages.flatMap((language) => lacking(language, side, concepts))
  })
}

function lacking(language: Language, side: Side, concepts: ReadonlyMap<string, ReadonlySet<Language>>): Finding[] {
  const without = [...concepts].filter(([, languages]) => !languages.has(language))
  if (without.length === 0 || without.length > (1 - expectedFrom) * concepts.size) return []
  const what = `concepts of the ${side} that lack this language`
  return [finding({ check: 'alignment', language, what, among: concepts.size }, without, ([concept]) => concept)]
}

function conceptsOf(entries: Inspected[Side]): Map<string, Set<Language>> {
  const concepts = new Map<string, Set<Language>>()
  for (const { concept, language } of entries) {
    if (concept === undefined) continue
    const languages = concepts.get(concept)
    if (languages) languages.add(language)
    else concepts.set(concept, new Set([language]))
  }
  return concepts
}
