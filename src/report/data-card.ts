import type { CardRecord, InspectionRecord, RunRecord, TrainingRecord } from '../experiment/record.ts'
import type { Finding } from '../integrity/finding.ts'
import type { OverlapExample } from '../leakage/overlap.ts'
import type { Fact } from './case-view.ts'
import { outlyingSentence, trainedSentence } from './data-sentences.ts'
import type { DatasetGroup, Row } from './dataset-group.ts'
import { counted, listInSentence, nameInSentence, plainText } from './plain-text.ts'

/** What a data set is, under which terms, what is suspicious about it, and what training saw of it. */
export interface DataCard {
  /** What a reader sees while the rest is closed. */
  readonly summary: string
  readonly facts: readonly Fact[]
  readonly counts: readonly CountsRow[]
  /** Null where it was not inspected. */
  readonly inspected: string | null
  readonly findings: readonly { readonly message: string; readonly examples: readonly string[] }[]
  readonly outlying: readonly string[]
  /** One for each set of training pairs. */
  readonly trained: readonly TrainedView[]
  /** What is not known of encoders that come trained; null where there is none. */
  readonly pretrained: string | null
}

export interface CountsRow {
  readonly language: string
  readonly queries: string
  readonly documents: string
  readonly judgements: string
}

export interface TrainedView {
  readonly pairs: string
  /** What follows the name of the pairs. */
  readonly sentence: string
  /** The same as a sentence of its own. */
  readonly upper: string
  readonly facts: readonly Fact[]
  readonly examples: readonly string[]
}

export function dataCard({ dataset, rows }: DatasetGroup): DataCard {
  const inspection = rows.find(({ run }) => run.dataset.inspection)?.run.dataset.inspection
  const found = [...(inspection?.errors ?? []), ...(inspection?.warnings ?? [])]
  const trained = trainedViews(rows)
  const outlying = rows.flatMap(outlyingOf)
  return {
    summary: summaryOf({ card: dataset.card, inspection, outlying: outlying.length }),
    facts: cardFacts(dataset.card),
    counts: Object.entries(inspection?.perLanguage ?? {}).map(countsRow),
    inspected: inspection ? inspectedSentence(inspection) : null,
    findings: found.map(findingView),
    outlying,
    trained,
    pretrained: pretrainedSentence(rows),
  }
}

interface Summed {
  readonly card: CardRecord | undefined
  readonly inspection: InspectionRecord | undefined
  readonly outlying: number
}

function summaryOf({ card, inspection, outlying }: Summed): string {
  const findings = inspection ? inspection.errors.length + inspection.warnings.length : 0
  const parts = [
    ...(card?.licence ? [plainText(card.licence)] : []),
    ...(card?.nonCommercial ? ['not for commercial use'] : []),
    ...(inspection ? [findings === 0 ? 'nothing suspicious found' : counted(findings, 'finding')] : []),
    ...(outlying > 0 ? [counted(outlying, 'outlying language pair')] : []),
  ]
  return ['About the data', ...parts].join(' · ')
}

function cardFacts(card: CardRecord | undefined): Fact[] {
  if (!card) return [{ term: 'licence', text: 'not known here: none of the data sets that come with a card' }]
  const { title, terms, parallel, source, citation } = card
  const facts: [string, string][] = [
    ['title', title],
    ['licence', licenceOf(card)],
    ['terms', terms],
    ['parallel', parallel],
    ['source', source],
    ['citation', citation],
  ]
  return facts.map(([term, text]) => ({ term, text: plainText(text) }))
}

function licenceOf({ licence, nonCommercial }: CardRecord): string {
  return `${licence ?? 'see terms'}${nonCommercial ? ', not for commercial use' : ''}`
}

/** Licence, source and citation: what a table of results needs beside it. */
export function citedFacts(card: CardRecord | undefined): Fact[] {
  return card ? cardFacts(card).filter(({ term }) => term !== 'terms' && term !== 'parallel') : []
}

function countsRow([language, counts]: [string, InspectionRecord['perLanguage'][string]]): CountsRow {
  const [queries, documents, judgements] = [counts.queries, counts.documents, counts.judgements].map((count) =>
    count.toLocaleString('en-US'),
  ) as [string, string, string]
  return { language: plainText(language), queries, documents, judgements }
}

function inspectedSentence({ errors, warnings }: InspectionRecord): string {
  const checks =
    'Looked for: queries without an answer, twins, damaged encodings, wrong scripts, untranslated texts, lost translations.'
  if (errors.length > 0)
    return `${checks} ${counted(errors.length, 'finding')} that would have stopped the experiment ${errors.length === 1 ? 'was' : 'were'} let pass (inspection: 'warn').`
  return warnings.length > 0 ? checks : `${checks} None was found.`
}

function findingView({ message, examples, count }: Finding): DataCard['findings'][number] {
  const more = count > examples.length ? [`and ${(count - examples.length).toLocaleString('en-US')} more`] : []
  return { message: plainText(message), examples: [...examples, ...more].map(plainText) }
}

function outlyingOf({ label, run }: Row): string[] {
  const { measure, pairs } = run.outlyingPairs ?? { measure: '', pairs: [] }
  return pairs.map((pair) => plainText(`${label}, ${outlyingSentence(pair, measure)}`))
}

function trainedViews(rows: readonly Row[]): TrainedView[] {
  const trained = rows.flatMap(({ run }) => (run.training?.overlap ? [run.training] : []))
  return [...Map.groupBy(trained, ({ pairs }) => pairs.hash).values()].map(([first]) => trainedView(first!))
}

function trainedView(training: TrainingRecord): TrainedView {
  const { pairs, overlap, languages } = training
  const facts: [string, string][] = [
    ['languages seen', listInSentence(languages?.seen ?? []) || 'none'],
    ['languages not seen', listInSentence(languages?.unseen ?? []) || 'none'],
    ...(pairs.card ? [['licence', licenceOf(pairs.card)] as [string, string]] : []),
  ]
  const sentence = plainText(`${trainedSentence(training)}.`)
  const examples = [...(overlap?.queries.examples ?? []), ...(overlap?.documents?.examples ?? [])]
  return {
    pairs: plainText(pairs.name) || 'unnamed pairs',
    sentence,
    upper: sentence.charAt(0).toUpperCase() + sentence.slice(1),
    facts: facts.map(([term, text]) => ({ term, text: plainText(text) })),
    examples: examples.map(exampleText),
  }
}

function exampleText({ id, text, kind, training }: OverlapExample): string {
  const [seen, own, known] = [id, text, training.text].map(nameInSentence) as [string, string, string]
  const where = `${nameInSentence(training.role)} in ${nameInSentence(training.language)}`
  return `${seen} “${own}”: ${kind === 'exact' ? '' : `near “${known}”, `}${where}`
}

/** A configuration that names a model is of weights that someone trained. */
function pretrainedSentence(rows: readonly Row[]): string | null {
  const names = new Set(rows.filter(({ run }) => isPretrained(run)).map(({ run }) => run.encoder.name))
  if (names.size === 0) return null
  return plainText(
    `What ${listInSentence([...names])} read before, and in which languages, is not known here: a pretrained encoder may have seen these texts.`,
  )
}

function isPretrained({ encoder: { configuration } }: RunRecord): boolean {
  return typeof configuration === 'object' && configuration !== null && 'model' in configuration
}
