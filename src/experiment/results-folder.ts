import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { withLock } from '../downloads/file-lock.ts'
import { sha256 } from '../hash.ts'
import type { Observer } from '../progress.ts'
import type { Json } from '../retrieval.ts'
import type { Experiment, ExperimentOptions } from './experiment.ts'
import { readResult, writeResult } from './results-folder-file.ts'
import { identified } from './results-folder-identity.ts'
import { portable, restored } from './results-folder-portable.ts'

/** Where results are kept, and what decides them beside the options of the experiment. */
export interface ResultsFolder {
  readonly folder: string
  /** Such as the case that asks, the code that it loaded and the versions of what computes. */
  readonly context: Json
  /** Told of a file that is damaged, and of one that could not be written. */
  readonly onWarning?: (warning: string) => void
}

/** An experiment, and where it comes from. */
export interface KeptExperiment {
  readonly experiment: Experiment
  /** Whether it was computed before, and read. */
  readonly restored: boolean
  /** Why results of these options are never kept; null where they are. */
  readonly unkept: string | null
}

/**
 * The result of an experiment from a folder, or computed and kept there under what decides it: a run that was killed is
 * taken up again where it stood. Two processes on one folder do not compute the same: one waits for the other's result.
 * A damaged file is made anew. What cannot be told apart by its options is computed and not kept.
 *
 * @param compute the experiment; nothing is kept where it throws
 */
export async function keptExperiment(
  options: ExperimentOptions,
  { folder, context, onWarning }: ResultsFolder,
  compute: (options: ExperimentOptions) => Promise<Experiment>,
  observer: Observer = {},
): Promise<KeptExperiment> {
  const { identity, unkept } = await identified(options, context, observer)
  if (identity === null) return { experiment: await compute(options), restored: false, unkept }
  const file = join(folder, `${sha256(identity)}.result`)
  const found = async (warn?: typeof onWarning): Promise<KeptExperiment | null> => {
    const content = await readResult(file, identity, warn)
    return content && { experiment: restored(content, options, file), restored: true, unkept: null }
  }
  const before = await found(onWarning)
  if (before) return before
  const made = async (): Promise<KeptExperiment> => {
    // Another process may have made it while this one waited.
    const meanwhile = await found()
    if (meanwhile) return meanwhile
    const experiment = await compute(options)
    await writeResult(file, identity, portable(experiment)).catch((error: Error) =>
      onWarning?.(`The result could not be kept: ${error.message}.`),
    )
    return { experiment, restored: false, unkept: null }
  }
  const { signal } = observer
  await mkdir(dirname(file), { recursive: true })
  // Who lost the lock goes on: the worst is the same result twice.
  return withLock(`${file}.lock`, made, { ...(signal && { signal }) })
}
