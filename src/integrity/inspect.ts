import { misalignment } from './alignment.ts'
import { copies } from './copies.ts'
import { type CountsByLanguage, countsOf } from './counts.ts'
import { duplicates } from './duplicates.ts'
import { encodingDamage } from './encoding-damage.ts'
import type { Finding, Inspected } from './finding.ts'
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
  const script = wrongScript(dataset)
  const copied = copies(dataset)
  return {
    counts: countsOf(dataset),
    errors: [...unanswered(dataset), ...script.errors, ...copied.errors],
    warnings: [
      ...duplicates(dataset),
      ...encodingDamage(dataset),
      ...script.warnings,
      ...copied.warnings,
      ...misalignment(dataset),
    ],
  }
}
