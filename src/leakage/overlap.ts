import type { Dataset } from '../datasets/dataset.ts'
import type { TrainingPairs } from '../datasets/training-pairs.ts'
import type { Language, Role, Text } from '../retrieval.ts'
import { bandingFor, foundProbability } from './banding.ts'
import { type LanguagesSeen, languagesSeen } from './languages-seen.ts'
import { normalizedText } from './normalized-text.ts'
import { type Seen, seenExactly, seenTexts } from './seen-texts.ts'
import { shingleLength } from './shingles.ts'
import { type TrainingRole, type TrainingText, trainingRoles, trainingTexts } from './training-texts.ts'

export interface OverlapOptions {
  readonly training: TrainingPairs
  readonly evaluation: Dataset
  /** Least Jaccard similarity of near-duplicates, in [0.1, 1]. Default 0.8. */
  readonly threshold?: number
  /** Whether near-duplicates are looked for; exact ones alone take a tenth of the time and of the memory. Default true. */
  readonly near?: boolean
}

/** What training texts and evaluation texts have in common. Plain JSON. */
export interface Overlap {
  readonly training: Source
  readonly evaluation: Source
  /** Least Jaccard similarity of near-duplicates. */
  readonly threshold: number
  /** UTF-16 code units in the shingles that are compared. */
  readonly shingleLength: number
  /** How probably a near-duplicate exactly at the threshold is found; more similar ones more probably; 0 where none was looked for. */
  readonly recallAtThreshold: number
  /** Evaluation texts, queries then documents, by language. */
  readonly counts: readonly OverlapCount[]
  readonly languages: LanguagesSeen
  readonly concepts: SharedConcepts
}

/** Which data. */
export interface Source {
  readonly name: string
  readonly revision: string
  readonly hash: string
}

/** How many evaluation texts of one side and language training has seen. */
export interface OverlapCount {
  readonly role: Role
  readonly language: Language
  readonly texts: number
  /** Texts that are a training text but for case, punctuation, white space and compatibility forms. */
  readonly exact: number
  /** Texts that are not, but have a near-duplicate. */
  readonly near: number
  /** (exact + near) / texts. */
  readonly share: number
  /** The same texts by where training has them; one text may count in several. */
  readonly seenAs: Readonly<Record<TrainingRole, number>>
  /** The first few, exact ones before near ones. */
  readonly examples: readonly OverlapExample[]
}

/** An evaluation text and a training text like it, both cut to 120 characters. */
export interface OverlapExample {
  /** Of the query or document. */
  readonly id: string
  readonly text: string
  readonly kind: 'exact' | 'near'
  /** Jaccard similarity; 1 for exact ones. */
  readonly similarity: number
  readonly training: TrainingText
}

/** Concept ids that both have: one concept in other words or another language. Of different sources, ids may agree by chance. */
export interface SharedConcepts {
  /** Concepts of the evaluation's queries. */
  readonly evaluated: number
  readonly shared: number
  readonly examples: readonly string[]
}

/**
 * The texts of an evaluation that training has seen: exactly (after `normalizedText`) or nearly (Jaccard similarity of
 * character shingles), in whatever language or place training has them.
 *
 * Exact ones are all found. Near ones are looked for with MinHash and verified on the texts: none is wrong, and each is
 * found with a probability of at least `recallAtThreshold`. A sentence inside a long passage is no near-duplicate of it.
 * Deterministic. Time is linear in the texts (100 000 of training and of evaluation, 100 characters each: 10 s of one
 * core), but for sets in which very many differ from each other in a word or two.
 *
 * @throws {RangeError} the threshold is not in [0.1, 1]
 * @see Broder: On the resemblance and containment of documents, 1997
 */
export function overlap({ training, evaluation, threshold = 0.8, near = true }: OverlapOptions): Overlap {
  if (!(threshold >= 0.1 && threshold <= 1))
    throw new RangeError(`overlap: the threshold must be in [0.1, 1]; got ${threshold}. Most use 0.8.`)
  const texts = evaluationTexts(evaluation)
  const distinct = [...new Set(texts.map(({ normalized }) => normalized))]
  const seen = near ? seenTexts(distinct, threshold) : seenExactly(distinct)
  const seenAs = trainingRoles.map((role) => seen.among(trainingTexts(training, role)))
  const findings = texts.map((text) => ({ ...text, seenAs: seenAs.map((of) => of.get(text.normalized)) }))
  return {
    training: sourceOf(training),
    evaluation: sourceOf(evaluation),
    threshold,
    shingleLength,
    recallAtThreshold: near ? foundProbability(threshold, bandingFor(threshold)) : 0,
    counts: [...Map.groupBy(findings, ({ role, language }) => JSON.stringify([role, language])).values()].map(counted),
    languages: languagesSeen(training.languages, evaluation.languages),
    concepts: sharedConcepts(training, evaluation),
  }
}

interface EvaluationText extends Text {
  readonly role: Role
  readonly id: string
  readonly normalized: string
}

interface Finding extends EvaluationText {
  /** In the order of `trainingRoles`. */
  readonly seenAs: readonly (Seen<TrainingText> | undefined)[]
}

function evaluationTexts({ languages, queries, documents }: Dataset): EvaluationText[] {
  const order = new Map(languages.map((language, index) => [language, index]))
  const side = (role: Role, texts: readonly (Text & { readonly id: string })[]): EvaluationText[] =>
    texts
      .map(({ id, language, text }) => ({ role, id, language, text, normalized: normalizedText(text) }))
      .sort((a, b) => order.get(a.language)! - order.get(b.language)!)
  return [...side('query', queries), ...side('document', documents)]
}

function sourceOf({ name, revision, hash }: Source): Source {
  return { name, revision, hash }
}

const examplesShown = 3

/** @param findings of one role and language; not empty */
function counted(findings: readonly Finding[]): OverlapCount {
  const { role, language } = findings[0]!
  const examples = findings.flatMap((finding) => exampleOf(finding) ?? [])
  const exact = examples.filter(({ kind }) => kind === 'exact')
  const near = examples.filter(({ kind }) => kind === 'near')
  const count = (at: number): number => findings.filter(({ seenAs }) => seenAs[at] !== undefined).length
  return {
    role,
    language,
    texts: findings.length,
    exact: exact.length,
    near: near.length,
    share: examples.length / findings.length,
    seenAs: { anchor: count(0), positive: count(1), negative: count(2) },
    examples: [...exact, ...near].slice(0, examplesShown),
  }
}

/** The exact match where there is one, else a near one: anchors before positives before negatives. */
function exampleOf({ id, text, seenAs }: Finding): OverlapExample | undefined {
  const seen = seenAs.find((each) => each?.kind === 'exact') ?? seenAs.find((each) => each !== undefined)
  if (seen === undefined) return undefined
  const { kind, similarity, known } = seen
  return { id, text: cut(text), kind, similarity, training: { ...known, text: cut(known.text) } }
}

const charactersShown = 120

function cut(text: string): string {
  const characters = [...text]
  return characters.length <= charactersShown ? text : `${characters.slice(0, charactersShown - 1).join('')}…`
}

function sharedConcepts(training: TrainingPairs, evaluation: Dataset): SharedConcepts {
  const evaluated = new Set(evaluation.queries.map(({ concept }) => concept))
  const shared = training.pairs.flatMap(({ concept }) => (evaluated.has(concept) ? [concept] : []))
  return { evaluated: evaluated.size, shared: shared.length, examples: shared.slice(0, examplesShown) }
}
