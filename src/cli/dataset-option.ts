import { type Command, Option } from 'commander'
import type { LareqaCandidate } from '../datasets/lareqa-dataset.ts'

/** Data sets that a command line can name, and the kinds of folders whose data set has another name. */
export const datasetNames = ['xquad-r', 'mlqa-r', 'miracl', 'beir', 'mteb', 'cldr-emoji'] as const
export type DatasetName = (typeof datasetNames)[number]

/** A data set as a command line names it. */
export interface DatasetFlags {
  readonly dataset: DatasetName
  /** Its folder, or the one that holds it under its name. */
  readonly data?: string
  /** Codes between commas. */
  readonly languages?: string
  readonly split?: string
  readonly candidate?: LareqaCandidate
  /** Names between commas. */
  readonly subset?: string
  readonly parallel?: true
}

/** What says which part of a data set is meant; how it is named is the command's. */
export function datasetOptions(command: Command): Command {
  return command
    .option('--data <folder>', 'its files; xquad-r, mlqa-r, miracl: or a folder that holds them as <name>')
    .option(
      '--languages <codes>',
      'some of its languages, between commas; mteb: those of its subsets, one each; beir: the one of entries that name none',
    )
    .option(
      '--split <name>',
      'miracl: dev or train; beir, mteb: test without; cldr-emoji: dev, in place of its evaluation',
    )
    .addOption(
      new Option('--candidate <what>', 'xquad-r, mlqa-r: what is a document; a sentence without').choices([
        'sentence',
        'sentence+context',
      ]),
    )
    .option('--subset <names>', 'mteb: some of its subsets, between commas')
    .option('--parallel', 'mteb: equal ids in two subsets are translations of one text')
}

/** What flags say of the data set, and the rest. */
export function partedFlags<Flags extends DatasetFlags>(
  flags: Flags,
): { readonly dataset: DatasetFlags; readonly others: Omit<Flags, keyof DatasetFlags> } {
  const { dataset, data, languages, split, candidate, subset, parallel, ...others } = flags
  const parts = { data, languages, split, candidate, subset, parallel }
  const given = Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined))
  return { dataset: { dataset, ...given }, others }
}
