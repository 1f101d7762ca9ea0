import type { Language } from '../retrieval.ts'

/** A text as its lines, each as its sentences. Blank lines have none. */
export type Sentences = readonly (readonly string[])[]

/**
 * A function that cuts texts into sentences by the rules of Unicode (UAX 29) as the ICU of this Node has them for the
 * language, and not after titles and initials, as in "Dr. J. Smith". White space within a sentence becomes one space.
 *
 * @throws {RangeError} the language is no BCP 47 tag
 */
export function sentenceCutter(language: Language): (text: string) => Sentences {
  const segmenter = new Intl.Segmenter(language, { granularity: 'sentence' })
  return (text) => text.split(/\r\n|[\n\r\u2028\u2029]/).map((line) => sentencesOf(segmenter, line))
}

/** After these a full stop ends no sentence in the languages of Europe. */
const shortened =
  /(?:^|[\s("'“‘«])(?:\p{Lu}|Dr|Mr|Mrs|Ms|Prof|Sr|Jr|St|Mt|Ft|Gen|Col|Capt|Lt|Sgt|Rev|Sen|Gov|Hon|vs|cf|ca)\.$/u

function sentencesOf(segmenter: Intl.Segmenter, line: string): string[] {
  const sentences: string[] = []
  let open = false
  for (const { segment } of segmenter.segment(line)) {
    const sentence = segment.replace(/\p{White_Space}+/gu, ' ').trim()
    if (sentence === '') continue
    if (open) sentences.push(`${sentences.pop()} ${sentence}`)
    else sentences.push(sentence)
    open = shortened.test(sentence)
  }
  return sentences
}

/** Languages whose full stop holds the room after it. Thai, Lao and Khmer, without spaces between words, have them between sentences. */
const unspaced = new Set(['zh', 'yue', 'wuu', 'ja'])

/** A text out of its sentences, as the language writes them: Chinese and Japanese put no space after their full stop. */
export function joined(sentences: Sentences, language: Language): string {
  const between = unspaced.has(new Intl.Locale(language).language) ? '' : ' '
  return sentences.map((line) => line.join(between)).join('\n')
}

/** Whether there is something to translate: figures and signs stay as they are. */
export function hasLetters(sentence: string): boolean {
  return /\p{Letter}/u.test(sentence)
}
