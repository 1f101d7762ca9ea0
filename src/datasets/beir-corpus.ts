import type { Observer } from '../progress.ts'
import type { Language, Qrels } from '../retrieval.ts'
import { type BeirEntry, corpusEntries } from './beir-entries.ts'
import { type BeirSelection, leavingOut } from './beir-selection.ts'
import { listOf } from './list-of.ts'

/** The documents of a folder, kept or read anew at each call. */
export interface BeirCorpus {
  /** With those that are left out. */
  all(): AsyncIterable<BeirEntry> | Iterable<BeirEntry>
  entries(): AsyncGenerator<BeirEntry, void>
  /** Where a document of `entries` stands, by its index, once it has been read. */
  place(index: number): string
}

/**
 * @param isHeld whether all are read at once and kept
 * @throws {SyntaxError | TypeError} a bad line of a corpus that is held: `file:line: …`; of another, when it is read
 */
export async function beirCorpus(
  file: string,
  { leaveOut, isHeld }: Pick<BeirSelection, 'leaveOut'> & { readonly isHeld: boolean },
): Promise<BeirCorpus> {
  const held = isHeld ? await listOf(corpusEntries([file])) : undefined
  const all: BeirCorpus['all'] = () => held ?? corpusEntries([file])
  /** Lines of the documents that stay; where all stay, an index says its line. */
  const lines: number[] = []
  return {
    all,
    async *entries() {
      let [line, index] = [0, 0]
      for await (const entry of all()) {
        line++
        if (leaveOut?.(entry)) continue
        if (leaveOut) lines[index++] = line
        yield entry
      }
    },
    place: (index) => `${file}:${leaveOut ? lines[index] : index + 1}`,
  }
}

/** What must be known of documents before the first of them is verified. */
export interface BeirSurvey {
  /** As they first come. */
  readonly languages: ReadonlySet<Language>
  /** Documents that are left out, of those that are judged. */
  readonly leftOut: ReadonlySet<string>
  /** Documents that have the id of a query. */
  readonly identical: ReadonlySet<string>
}

export interface SurveyOptions extends Pick<BeirSelection, 'leaveOut'>, Pick<Observer, 'signal'> {
  readonly qrels: Qrels
  readonly languageOf: (entry: BeirEntry) => Language
}

/** Reads all documents once. */
export async function surveyed(
  documents: AsyncIterable<BeirEntry> | Iterable<BeirEntry>,
  { qrels, leaveOut, languageOf, signal }: SurveyOptions,
): Promise<BeirSurvey> {
  const judged = new Set([...qrels.values()].flatMap((grades) => [...grades.keys()]))
  const leaving = leavingOut()
  const languages = new Set<Language>()
  const identical = new Set<string>()
  for await (const entry of documents) {
    signal?.throwIfAborted()
    const isOut = leaveOut?.(entry) ?? false
    if (judged.has(entry.id)) leaving.add(entry.id, isOut)
    if (isOut) continue
    languages.add(languageOf(entry))
    if (qrels.has(entry.id)) identical.add(entry.id)
  }
  return { languages, leftOut: leaving.ids(), identical }
}
