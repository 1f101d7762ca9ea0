import { type FetchedFile, type FetchOptions, type FileToFetch, fetchFile } from './fetch-file.ts'
import { transferRate } from './transfer-rate.ts'

/**
 * Fetches several files, some at the same time, as `fetchFile` does each. The first that fails stops the others; what came
 * of them is kept.
 *
 * @param atOnce most files that are fetched at the same time
 * @returns in the order of the files
 */
export async function fetchFiles(
  files: readonly FileToFetch[],
  { atOnce = 4, ...options }: FetchOptions & { readonly atOnce?: number } = {},
): Promise<readonly FetchedFile[]> {
  if (!Number.isSafeInteger(atOnce) || atOnce < 1) {
    throw new RangeError(`fetchFiles: atOnce must be a positive integer; got ${atOnce}.`)
  }
  const failure = new AbortController()
  const signal = AbortSignal.any([failure.signal, ...(options.signal ? [options.signal] : [])])
  const report = summed(files, options)
  const fetched: FetchedFile[] = []
  const left = files.entries()
  const work = async (): Promise<void> => {
    for (const [index, file] of left) {
      const onProgress = ({ done }: { readonly done: number }) => report(index, done)
      const found = await fetchFile({ ...options, ...file, signal, onProgress })
      fetched[index] = found
      report(index, found.size)
    }
  }
  const stopOthers = (error: unknown) => {
    failure.abort(error)
    throw error
  }
  const workers = Array.from({ length: Math.min(atOnce, files.length) }, () => work().catch(stopOthers))
  // All come to rest before the first failure is told: no file is still open then.
  await Promise.allSettled(workers)
  await Promise.all(workers)
  return fetched
}

/** Counts of all files as one progress; its total is known once all sizes are. */
function summed(files: readonly FileToFetch[], { onProgress }: FetchOptions): (index: number, done: number) => void {
  const done = files.map(() => 0)
  const total = files.reduce<number | undefined>(
    (sum, { size }) => (sum === undefined || size === undefined ? undefined : sum + size),
    0,
  )
  const rate = transferRate(onProgress)
  return (index, bytes) => {
    done[index] = bytes
    rate.report(
      done.reduce((sum, each) => sum + each, 0),
      total,
    )
  }
}
