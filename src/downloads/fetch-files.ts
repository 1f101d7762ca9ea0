import { type FetchedFile, type FetchOptions, type FileToFetch, fetchReported } from './fetch-file.ts'
import { type TransferRate, transferRate } from './transfer-rate.ts'

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
  const rates = summed(files, options)
  const fetched: FetchedFile[] = []
  const left = files.entries()
  const work = async (): Promise<void> => {
    for (const [index, file] of left) {
      const rate = rates[index] as TransferRate
      const found = await fetchReported({ ...options, ...file, signal }, rate)
      fetched[index] = found
      rate.report(found.size, found.size)
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

/** One for each file, which add up to one progress; its total is known where all sizes are. */
function summed(files: readonly FileToFetch[], { onProgress }: FetchOptions): readonly TransferRate[] {
  const counts = files.map(() => 0)
  const total = files.reduce<number | undefined>(
    (sum, { size }) => (sum === undefined || size === undefined ? undefined : sum + size),
    0,
  )
  const all = transferRate(onProgress)
  return files.map((_, index) => ({
    report(done) {
      counts[index] = done
      all.report(
        counts.reduce((sum, each) => sum + each, 0),
        total,
      )
    },
    say: all.say,
  }))
}
