import { resolve } from 'node:path'
import type { TrainingPairs } from '../datasets/training-pairs.ts'
import { writeLines } from '../formats/write-lines.ts'

/** @throws {RangeError} a file of another format than JSON lines, or one that is read */
export function verifyOut(out: string, files: readonly string[]): void {
  if (!/\.(?:jsonl|ndjson)(?:\.gz)?$/i.test(out)) {
    throw new RangeError(`--out must be JSON lines, named .jsonl or .jsonl.gz; got ${out}.`)
  }
  const read = files.map((file) => file.replace(/^[\w,-]+=/, ''))
  if (read.some((file) => resolve(file) === resolve(out))) {
    throw new RangeError(`--out must be another file than those that are read; got ${out}.`)
  }
}

/**
 * Writes pairs as JSON lines that `pairLines` reads, a line for each concept in each language.
 *
 * @param made lines of pairs that were not there before name the translator, for who reads the file
 */
export async function writePairs(
  out: string,
  { pairs }: TrainingPairs,
  made: { readonly translator: string; readonly was: TrainingPairs },
): Promise<number> {
  const before = new Map(made.was.pairs.map(({ concept, translations }) => [concept, translations]))
  let count = 0
  function* lines(): Generator<string, void> {
    for (const { concept, group, translations } of pairs) {
      for (const [language, pair] of Object.entries(translations)) {
        const by = before.get(concept)?.[language] === undefined ? { translator: made.translator } : {}
        count++
        yield `${JSON.stringify({ concept, language, ...(group !== undefined && { group }), ...pair, ...by })}\n`
      }
    }
  }
  await writeLines(out, lines())
  return count
}
