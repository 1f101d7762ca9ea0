import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import { pairLines } from '../datasets/pair-lines.ts'
import type { PairField } from '../datasets/pair-lines-rows.ts'
import { parallelSentences } from '../datasets/parallel-sentences.ts'
import { squadPairs } from '../datasets/squad-pairs.ts'
import type { TrainingPairs } from '../datasets/training-pairs.ts'
import type { Language } from '../retrieval.ts'
import type { TrainingFlags, TrainingFormat } from './training-option.ts'

interface TrainingFile {
  readonly file: string
  /** None where its lines tell. */
  readonly languages: readonly Language[]
}

/**
 * The training pairs that a command line names.
 *
 * @throws {RangeError} files that do not go together, or flags that say nothing about their format
 * @throws {RangeError | TypeError | SyntaxError | Error} a file is not as it must be: names file and place
 */
export async function openTraining(flags: TrainingFlags): Promise<TrainingPairs> {
  const files = flags.training.map(trainingFile)
  const format = flags.trainingFormat ?? formatOf(files)
  for (const flag of ['columns', 'header'] as const) {
    if (flags[flag] === undefined || format === 'pairs') continue
    throw new RangeError(`--${flag} is for files of pairs; got ${flags[flag]} for ${format}.`)
  }
  const name = files.map(({ file }) => basename(file)).join(', ')
  if (format === 'squad') return squadPairs(byLanguage(files, format), { name })
  return format === 'sentences' ? sentencesOf(files, name) : pairsOf(files, name, flags)
}

/** Codes before the first `=`; a file whose own name begins so is written `./a=b.tsv`. */
function trainingFile(given: string): TrainingFile {
  const [, codes, file] = /^([\w,-]+)=(.+)$/s.exec(given) ?? []
  const parted = codes !== undefined && file !== undefined ? { file, languages: codes.split(',') } : undefined
  const { file: name, languages } = parted ?? { file: given, languages: [] }
  if (!existsSync(name)) throw new RangeError(`--training must name files that exist; got ${name}.`)
  return { file: name, languages }
}

function formatOf(files: readonly TrainingFile[]): TrainingFormat {
  if (files.some(({ languages }) => languages.length > 1)) return 'sentences'
  return files.every(({ file }) => /\.json(?:\.gz)?$/i.test(file)) ? 'squad' : 'pairs'
}

function sentencesOf(files: readonly TrainingFile[], name: string): Promise<TrainingPairs> {
  const [first, ...others] = files as [TrainingFile, ...TrainingFile[]]
  if (others.length > 0) {
    throw new RangeError(`--training must be one file where sentences stand in columns; got ${files.length}.`)
  }
  if (first.languages.length > 1) return parallelSentences(first.file, { languages: first.languages, name })
  throw new RangeError(
    `--training must name the language of each column of sentences, as en,de=${first.file}; got ${first.languages.join() || 'none'}.`,
  )
}

function pairsOf(
  files: readonly TrainingFile[],
  name: string,
  { columns, header }: TrainingFlags,
): Promise<TrainingPairs> {
  const options = {
    name,
    ...(columns !== undefined && { columns: columnsOf(columns) }),
    ...(header !== undefined && { header: header.split(',') }),
  }
  const [first] = files as [TrainingFile]
  const alone = files.length === 1 && first.languages.length === 0
  return pairLines(alone ? first.file : byLanguage(files, 'pairs'), options)
}

function byLanguage(files: readonly TrainingFile[], format: TrainingFormat): Record<Language, string> {
  const of: Record<Language, string> = {}
  for (const { file, languages } of files) {
    const [language, ...others] = languages
    if (language === undefined || others.length > 0) {
      const got = languages.join() || 'none'
      throw new RangeError(`--training must name the language of a file of ${format}, as en=${file}; got ${got}.`)
    }
    if (Object.hasOwn(of, language)) {
      throw new RangeError(`--training must name one file a language; got ${of[language]} and ${file} for ${language}.`)
    }
    of[language] = file
  }
  return of
}

const fields: readonly PairField[] = ['anchor', 'positive', 'negatives', 'concept', 'language', 'group']

function columnsOf(given: string): Partial<Record<PairField, string>> {
  return Object.fromEntries(
    given.split(',').map((each) => {
      const [, field, column] = /^(\w+)=(.+)$/.exec(each) ?? []
      const known = fields.find((one) => one === field)
      if (known !== undefined && column !== undefined) return [known, column]
      throw new RangeError(`--columns must be like anchor=query, of ${fields.join(', ')}; got ${each}.`)
    }),
  )
}
