import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { beir } from '../datasets/beir.ts'
import { cldrEmoji } from '../datasets/cldr-emoji.ts'
import type { Dataset } from '../datasets/dataset.ts'
import { isStreamed, type StreamedDataset } from '../datasets/document-stream.ts'
import { mtebFolder } from '../datasets/hugging-face-folder.ts'
import { miracl } from '../datasets/miracl.ts'
import { mlqaR } from '../datasets/mlqa-r.ts'
import { type XquadROptions, xquadR } from '../datasets/xquad-r.ts'
import { type DatasetFlags, type DatasetName, datasetNames } from './dataset-option.ts'

type Flag = Exclude<keyof DatasetFlags, 'dataset'>

const flagNames: readonly Flag[] = [
  'data',
  'qrels',
  'languages',
  'split',
  'candidate',
  'subset',
  'parallel',
  'streamed',
]

interface DatasetReader {
  /** The flags that say something about it. */
  readonly takes: readonly Flag[]
  readonly read: (flags: DatasetFlags) => Promise<Dataset | StreamedDataset>
}

const readers: Readonly<Record<DatasetName, DatasetReader>> = {
  'xquad-r': {
    takes: ['data', 'languages', 'candidate'],
    read: (flags) => xquadR(folderOf(flags), lareqaOptions(flags)),
  },
  'mlqa-r': {
    takes: ['data', 'languages', 'candidate'],
    read: (flags) => mlqaR(folderOf(flags), lareqaOptions(flags)),
  },
  miracl: {
    takes: ['data', 'languages', 'split', 'streamed'],
    read: (flags) => {
      const options = { languages: someLanguages(flags), ...miraclSplit(flags) }
      return flags.streamed
        ? miracl(folderOf(flags), { ...options, documents: 'streamed' })
        : miracl(folderOf(flags), options)
    },
  },
  beir: {
    takes: ['data', 'languages', 'split', 'qrels', 'streamed'],
    read: (flags) => {
      const options = { ...oneLanguage(flags), ...chosen(flags, 'split'), ...chosen(flags, 'qrels') }
      return flags.streamed ? beir(dataOf(flags), { ...options, documents: 'streamed' }) : beir(dataOf(flags), options)
    },
  },
  mteb: {
    takes: ['data', 'languages', 'split', 'subset', 'parallel'],
    read: (flags) =>
      mtebFolder(dataOf(flags), { ...chosen(flags, 'split'), ...chosen(flags, 'parallel'), ...subsetsOf(flags) }),
  },
  'cldr-emoji': {
    takes: ['languages', 'split'],
    read: async (flags) => (await cldrEmoji(languagesOf(flags)))[emojiPart(flags)],
  },
}

/**
 * The data set that a command line names.
 *
 * @throws {RangeError} a flag that is missing, or that says nothing about this data set
 * @throws {RangeError | TypeError | SyntaxError | Error} its files are not as they must be: names file and place
 */
export async function openDataset(flags: DatasetFlags): Promise<Dataset | StreamedDataset> {
  const { takes, read } = readers[flags.dataset]
  for (const flag of flagNames) {
    if (flags[flag] === undefined || takes.includes(flag)) continue
    const takers = datasetNames.filter((name) => readers[name].takes.includes(flag))
    const got = flags[flag] === true ? 'it' : flags[flag]
    throw new RangeError(`--${flag} is for ${takers.join(', ')}; got ${got} for ${flags.dataset}.`)
  }
  return read(flags)
}

/**
 * The data set that a command line names, for what looks at all documents at once.
 *
 * @throws {RangeError} it is to be streamed
 * @throws {RangeError | TypeError | SyntaxError | Error} as `openDataset`
 */
export async function openHeldDataset(flags: DatasetFlags): Promise<Dataset> {
  const dataset = await openDataset(flags)
  if (!isStreamed(dataset)) return dataset
  throw new RangeError('--streamed must be left out here: all documents are looked at together.')
}

/**
 * What `--data` names: for a data set of a known name, the folder of that name in it, where there is one. Undefined where
 * nothing is named.
 */
export function folderOf({ dataset, data }: DatasetFlags): string | undefined {
  if (data === undefined) return undefined
  const inside = join(data, dataset)
  return existsSync(inside) ? inside : data
}

function dataOf({ dataset, data }: DatasetFlags): string {
  if (data !== undefined) return data
  throw new RangeError(
    `--data must name a folder in the layout of ${dataset}, or org/name@revision of the hub; got none.`,
  )
}

function lareqaOptions(flags: DatasetFlags): Pick<XquadROptions, 'candidate' | 'languages'> {
  return { ...chosen(flags, 'candidate'), ...languagesOf(flags) }
}

function languagesOf({ languages }: DatasetFlags): { languages?: readonly string[] } {
  return languages === undefined ? {} : { languages: languages.split(',') }
}

function someLanguages({ dataset, languages }: DatasetFlags): readonly string[] {
  if (languages !== undefined) return languages.split(',')
  throw new RangeError(`--languages must name some of ${dataset}, as sw,yo; got none.`)
}

function oneLanguage({ languages }: DatasetFlags): { language?: string } {
  if (languages === undefined) return {}
  if (!languages.includes(',')) return { language: languages }
  throw new RangeError(`--languages of beir must be the one of entries that name none; got ${languages}.`)
}

function miraclSplit({ split }: DatasetFlags): { split?: 'train' | 'dev' } {
  if (split === undefined) return {}
  if (split === 'train' || split === 'dev') return { split }
  throw new RangeError(`--split of miracl must be dev or train, whose judgements are public; got ${split}.`)
}

function emojiPart({ split = 'evaluation' }: DatasetFlags): 'dev' | 'evaluation' {
  if (split === 'dev' || split === 'evaluation') return split
  throw new RangeError(`--split of cldr-emoji must be evaluation or dev; got ${split}.`)
}

/** Subsets and their languages, one for one; a folder without subsets has one language. */
function subsetsOf({ subset, languages }: DatasetFlags): {
  subsets?: readonly string[]
  languageOf?: (subset: string) => string
} {
  const subsets = subset?.split(',')
  const codes = languages?.split(',')
  if (codes === undefined) return subsets === undefined ? {} : { subsets }
  if (codes.length !== (subsets?.length ?? 1)) {
    throw new RangeError(
      `--languages of mteb must be one a subset that --subset names; got ${languages} for ${subset ?? 'none'}.`,
    )
  }
  return { ...(subsets && { subsets }), languageOf: (name) => codes[subsets?.indexOf(name) ?? 0]! }
}

function chosen<Name extends Flag>(
  flags: DatasetFlags,
  name: Name,
): { readonly [Key in Name]?: NonNullable<DatasetFlags[Key]> } {
  const value = flags[name]
  return (value === undefined ? {} : { [name]: value }) as { readonly [Key in Name]?: NonNullable<DatasetFlags[Key]> }
}
