import type { CardRecord } from '../experiment/record.ts'
import type { DatasetGroup } from './dataset-group.ts'
import { plainText } from './plain-text.ts'

/** The paper whose question and samplers these are. */
const hybridBatches = `@misc{elmahdy2024synergistic,
  author = {Elmahdy, Adel and Lin, Sheng-Chieh and Ahmad, Amin},
  title = {Synergistic Approach for Simultaneous Optimization of Monolingual, Cross-lingual, and Multilingual Information Retrieval},
  year = {2024},
  eprint = {2408.10536},
  archivePrefix = {arXiv}
}`

/** What a text that uses these results has to cite: the method where its samplers were trained, and every known data set. */
export function bibtex(groups: readonly DatasetGroup[]): string {
  const runs = groups.flatMap(({ rows }) => rows.map(({ run }) => run))
  const samplers = runs.flatMap(({ training }) => (training === null ? [] : [training.sampler.toLowerCase()]))
  const method = samplers.some((name) => /^(?:hybrid|cross|monolingual)/.test(name))
  const cards = new Map(
    runs.flatMap(({ dataset, training }) => [
      ...(dataset.card ? [[dataset.name, dataset.card] as const] : []),
      ...(training?.pairs.card ? [[training.pairs.name, training.pairs.card] as const] : []),
    ]),
  )
  const entries = [...cards].map(([name, card]) => entryOf(name, card))
  return [...(method ? [hybridBatches] : []), ...entries].join('\n\n')
}

/** Authors, title and place are in the card's own citation, which stays as it is. */
function entryOf(name: string, { title, source, citation }: CardRecord): string {
  const key = name.replace(/[^A-Za-z0-9-]+/g, '-') || 'data'
  return `@misc{${key},
  title = {${escaped(title)}},
  note = {${escaped(citation)}},
  howpublished = {\\url{${plainText(source).replace(/[{}\\]/g, encodeURIComponent)}}}
}`
}

/** Text as BibTeX takes it, on one line. */
function escaped(text: string): string {
  const line = plainText(text).replace(/\s+/g, ' ')
  return line.replace(/[\\{}%&#_$~^]/g, (sign) => specials[sign] ?? `\\${sign}`)
}

const specials: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
}
