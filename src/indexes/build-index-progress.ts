import type { Observer } from '../progress.ts'
import { shownDuration, shownRate } from '../rate-note.ts'

/** Tells of a build: documents that the index holds, and by how many are encoded a second when the rest will be. */
export interface BuildProgress {
  /** Documents from the start of the stream that the index holds. */
  added(documents: number): void
  /** Documents encoded since the build began or went on, those of a batch that is not finished included. */
  encoded(documents: number): void
}

/**
 * @param total documents of the data set
 * @param now milliseconds, from any start
 */
export function buildProgress(
  total: number,
  onProgress: Observer['onProgress'],
  now: () => number = () => performance.now(),
): BuildProgress {
  const start = now()
  let done = 0
  let encoded = 0
  /** Documents that are in the index, or in neither stage. */
  let before: number | undefined
  const note = (): string | undefined => {
    const perSecond = (1000 * encoded) / Math.max(1, now() - start)
    if (perSecond === 0) return undefined
    const left = Math.max(0, total - (before ?? 0) - encoded) / perSecond
    return `${shownRate(perSecond)} documents/s, ${shownDuration(left)} left`
  }
  const report = (): void => {
    const said = note()
    onProgress?.({ stage: 'encode', done, total, unit: 'documents', ...(said !== undefined && { note: said }) })
  }
  return {
    added(documents) {
      before ??= documents
      done = documents
      report()
    },
    encoded(documents) {
      encoded = documents
      report()
    },
  }
}
