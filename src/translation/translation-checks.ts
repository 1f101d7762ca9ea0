import { scriptShare } from '../integrity/script.ts'
import { lengthRatios } from './length-ratios.ts'
import { loops } from './repetition.ts'
import type { Translation, Translations } from './translation-store.ts'
import type { Direction } from './translator.ts'

/** What may be wrong with a translation. */
export type TranslationFlag = 'blank' | 'damaged' | 'truncated' | 'copy' | 'script' | 'length' | 'loop'

/** All of them, in the order in which tables show them. */
export const translationFlags: readonly TranslationFlag[] = [
  'blank',
  'damaged',
  'truncated',
  'copy',
  'script',
  'length',
  'loop',
]

/** Letters from which on a sentence is hardly a name or a title, which stay as they are in translations. */
const sentenceLetters = 20
/** Least share of letters of the language's script; names in Latin letters take some of a Russian or Japanese sentence. */
const leastShare = 0.25

/**
 * What is wrong with the translations of one direction, as far as can be told without knowing the languages.
 *
 * - blank: neither a letter nor a figure
 * - damaged: not well-formed Unicode, or U+FFFD that the source has not
 * - truncated: the translator said that it reached its limit
 * - copy: the source again, of 20 letters or more
 * - script: fewer than a quarter of its letters are of its language's script, where it or the source has 20 or more
 * - length: far longer or shorter than what the direction's other translations lead to expect
 * - loop: the same signs over and over
 *
 * @param breathe yields to timers and signals now and then
 * @returns a list of flags for each sentence that has any
 */
export async function flaggedTranslations(
  translations: Translations,
  { to }: Direction,
  breathe: () => Promise<void>,
): Promise<ReadonlyMap<string, readonly TranslationFlag[]>> {
  const outlying = lengthRatios(translations)
  const flagged = new Map<string, readonly TranslationFlag[]>()
  for (const [source, made] of translations) {
    await breathe()
    const flags = flagsOf(source, made, to)
    if (!flags.includes('blank') && outlying(source, made.translation)) flags.push('length')
    if (flags.length > 0) flagged.set(source, flags)
  }
  return flagged
}

function flagsOf(source: string, { translation, truncated }: Translation, language: string): TranslationFlag[] {
  if (!/[\p{Letter}\p{Number}]/u.test(translation)) return ['blank']
  // Of either: a Chinese sentence has few.
  const letters = Math.max(lettersIn(source), lettersIn(translation))
  const found: Readonly<Partial<Record<TranslationFlag, boolean>>> = {
    damaged: !translation.isWellFormed() || (translation.includes('\ufffd') && !source.includes('\ufffd')),
    truncated: truncated === true,
    copy: letters >= sentenceLetters && plain(source) === plain(translation),
    script: letters >= sentenceLetters && (scriptShare({ text: translation, language }) ?? 1) < leastShare,
    loop: loops(translation) && !loops(source),
  }
  return translationFlags.filter((flag) => found[flag])
}

function lettersIn(text: string): number {
  return text.match(/\p{Letter}/gu)?.length ?? 0
}

function plain(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}]+/gu, ' ')
    .trim()
}
