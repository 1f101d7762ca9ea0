import type { StreamedDataset } from '../datasets/document-stream.ts'
import { breather, type Observer } from '../progress.ts'
import type { Language } from '../retrieval.ts'
import { misalignment } from './alignment.ts'
import { copies } from './copies.ts'
import { type CountsByLanguage, countsOf } from './counts.ts'
import { duplicates } from './duplicates.ts'
import { encodingDamage } from './encoding-damage.ts'
import type { Entry, Finding, Findings, Inspected, Side } from './finding.ts'
import { type Apart, noneApart, repeatedAmong } from './repeated-texts.ts'
import { wrongScript } from './script.ts'
import { unanswered } from './unanswered.ts'

/** What a data set holds, and what is suspicious about it. */
export interface Inspection {
  readonly counts: CountsByLanguage
  /** Figures of it would mean nothing: queries without an answer, a file in the wrong script. */
  readonly errors: readonly Finding[]
  /** Figures of it mean less than they seem to: twins, damaged or untranslated texts, lost translations. */
  readonly warnings: readonly Finding[]
}

/**
 * Looks for what makes scores of a data set wrong without making any program fail. `dataset()` has verified ids, languages
 * and judgements before; this looks at the texts.
 */
export function inspect(dataset: Inspected): Inspection {
  const checks = textChecks(dataset)
  for (const document of dataset.documents) checks.add(document, 'documents')
  return inspection(dataset, checks, noneApart)
}

/**
 * The same of a data set whose documents are streamed: they are read twice, and of them only those are held whose text
 * another has too, beside 4 bytes for each.
 */
export async function inspectStreamed(
  dataset: Pick<StreamedDataset, 'languages' | 'queries' | 'documents' | 'qrels'>,
  { signal }: Observer = {},
): Promise<Inspection> {
  const checks = textChecks(dataset)
  const breathe = breather(signal)
  const { repeated, apart } = await repeatedAmong(dataset.documents, breathe, (document) =>
    checks.add(document, 'documents'),
  )
  return inspection({ ...dataset, documents: repeated }, checks, apart)
}

/** The checks that look at one text after another, their languages' numbers of documents with them. */
interface TextChecks {
  add(entry: Entry, side: Side): void
  readonly documents: ReadonlyMap<Language, number>
  readonly encoding: () => Findings
  readonly script: () => Findings
  readonly alignment: () => Findings
}

/** They have seen the queries. */
function textChecks({ languages, queries }: Pick<Inspected, 'languages' | 'queries'>): TextChecks {
  const [encoding, script, alignment] = [encodingDamage(languages), wrongScript(languages), misalignment(languages)]
  const documents = new Map<Language, number>()
  const add = (entry: Entry, side: Side): void => {
    for (const check of [encoding, script, alignment]) check.add(entry, side)
    if (side === 'documents') documents.set(entry.language, (documents.get(entry.language) ?? 0) + 1)
  }
  for (const query of queries) add(query, 'queries')
  return {
    add,
    documents,
    encoding: encoding.findings,
    script: script.findings,
    alignment: alignment.findings,
  }
}

/** @param dataset its documents may leave out those that stand apart */
function inspection(dataset: Inspected, checks: TextChecks, apart: Apart): Inspection {
  const [script, copied] = [checks.script(), copies(dataset, apart)]
  return {
    counts: countsOf(dataset, checks.documents),
    errors: [...unanswered(dataset), ...script.errors, ...copied.errors],
    warnings: [
      ...duplicates(dataset, apart),
      ...checks.encoding().warnings,
      ...script.warnings,
      ...copied.warnings,
      ...checks.alignment().warnings,
    ],
  }
}
