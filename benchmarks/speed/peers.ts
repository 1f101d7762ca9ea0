import { execFile } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const folder = process.env['VITEST_RETRIEVAL_PEERS']
const python = process.env['VITEST_RETRIEVAL_PYTHON']

/** Why peers cannot be run; undefined where they can. */
export const peersAbsent: string | undefined =
  folder && python
    ? undefined
    : 'set VITEST_RETRIEVAL_PEERS to the folder of the peer scripts and VITEST_RETRIEVAL_PYTHON to an interpreter with their packages'

/** Threads to try PyTorch with, its fastest time to count: one is the faster where other work leaves it no second core. */
export const threadCounts: readonly number[] = [...new Set([1, availableParallelism()])]

/**
 * Runs a peer's script and reads its results: one JSON object a line.
 *
 * @throws {Error} peers are absent, or the script fails
 */
export async function runPeer<Result>(script: string, args: readonly string[]): Promise<Result[]> {
  if (!folder || !python) throw new Error(`runPeer: peers must be installed; ${peersAbsent}.`)
  const { stdout } = await promisify(execFile)(python, [join(folder, script), ...args])
  return stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Result)
}
