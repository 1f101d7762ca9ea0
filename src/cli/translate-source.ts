import { pairRows } from '../datasets/pair-lines-rows.ts'
import type { TrainingPairs } from '../datasets/training-pairs.ts'
import type { Language } from '../retrieval.ts'
import { openTraining } from './open-training.ts'
import type { TrainingFlags } from './training-option.ts'

/** The pairs of files that may leave unsaid that they are in the language that is translated. */
export async function openPairs(flags: TrainingFlags, from: Language): Promise<TrainingPairs> {
  const [file, ...others] = flags.training
  if (file === undefined || others.length > 0 || /^[\w,-]+=/.test(file)) return openTraining(flags)
  return openTraining((await tellsLanguage(file, flags)) ? flags : { ...flags, training: [`${from}=${file}`] })
}

async function tellsLanguage(file: string, { trainingFormat, columns, header }: TrainingFlags): Promise<boolean> {
  if (trainingFormat !== undefined && trainingFormat !== 'pairs') return false
  if (columns !== undefined || header !== undefined) return /(?:^|,)language(?:$|[,=])/.test(`${columns},${header}`)
  if (/\.json(?:\.gz)?$/i.test(file)) return false
  for await (const { language } of pairRows(file, {})) return language !== undefined
  return false
}
