import { Argument, type Command, Option } from 'commander'
import type { LareqaCandidate } from '../datasets/lareqa-dataset.ts'
import { needed } from './command-options.ts'

/** Data sets that a command line can name, and the kinds of folders whose data set has another name. */
export const datasetNames = ['xquad-r', 'mlqa-r', 'miracl', 'beir', 'mteb', 'cldr-emoji'] as const
export type DatasetName = (typeof datasetNames)[number]

/** A data set as a command line names it. */
export interface DatasetFlags {
  readonly dataset: DatasetName
  /** Its folder, or the one that holds it under its name; beir, mteb: or a place of the hub. */
  readonly data?: string
  /** Where the judgements lie, where it is not with the texts. */
  readonly qrels?: string
  /** Codes between commas. */
  readonly languages?: string
  readonly split?: string
  readonly candidate?: LareqaCandidate
  /** Names between commas. */
  readonly subset?: string
  readonly parallel?: true
  /** Documents are read anew whenever they are wanted, and never held all at once. */
  readonly streamed?: true
}

/** The data set that a command is about, and which part of it. Options that come after are of no group. */
export function datasetOptions(command: Command): Command {
  command.optionsGroup('Data set:').addOption(needed('--dataset <name>', datasetMeaning, datasetNames))
  return datasetParts(command)
}

/** As `datasetOptions`, where an argument names it. */
export function datasetArgument(command: Command): Command {
  command.addArgument(new Argument('<dataset>', datasetMeaning).choices(datasetNames))
  return datasetParts(command.optionsGroup('Data set:'))
}

const datasetMeaning = 'the data set; miracl, beir, mteb: what the folder is laid out as'

function datasetParts(command: Command): Command {
  return command
    .option(
      '--data <folder>',
      'its files; xquad-r, mlqa-r, miracl: or a folder that holds them as <name>; fetched without; beir, mteb: or org/name@revision of the hub',
    )
    .option('--qrels <folder>', 'beir: where its judgements lie apart from its texts')
    .option('--languages <codes>', 'some of its languages, between commas; beir: the one of entries that name none')
    .option('--split <name>', 'miracl: dev (default) or train; beir, mteb: test (default) or another; cldr-emoji: dev')
    .addOption(
      new Option('--candidate <what>', 'xquad-r, mlqa-r: what a document is').choices(['sentence', 'sentence+context']),
    )
    .option('--subset <names>', 'mteb: some of its subsets, between commas; --languages then are theirs, one each')
    .option('--parallel', 'mteb: equal ids in two subsets are translations of one text')
    .option('--streamed', 'miracl, beir: a corpus larger than the memory')
    .optionsGroup('Options:')
}

/** What flags say of the data set, and the rest. */
export function partedFlags<Flags extends DatasetFlags>(
  flags: Flags,
): { readonly dataset: DatasetFlags; readonly others: Omit<Flags, keyof DatasetFlags> } {
  const { dataset, data, qrels, languages, split, candidate, subset, parallel, streamed, ...others } = flags
  const parts = { data, qrels, languages, split, candidate, subset, parallel, streamed }
  const given = Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined))
  return { dataset: { dataset, ...given }, others }
}
