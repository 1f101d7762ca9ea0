import type { Language } from '../retrieval.ts'
import type { SquadQuestion } from './squad.ts'

/**
 * A function that gives the sentence in which a question's answer begins, without the spaces around it.
 *
 * Sentences are cut by the rules of Unicode (UAX 29) as the ICU of this Node has them for the language; another version
 * may cut some texts otherwise. Thai, which is written without full stops, stays nearly whole.
 *
 * @throws {RangeError} the language is no BCP 47 tag; from the function: the answer does not stand where it is said to begin
 */
export function answerSentences(language: Language): (question: SquadQuestion) => string {
  const segmenter = sentenceSegmenter(language)
  return ({ context, answer: { text, start, place } }) => {
    const at = utf16Offset(context, start)
    if (text !== '' && start >= 0 && context.startsWith(text, at)) {
      const sentence = segmenter.segment(context).containing(at)
      if (sentence) return sentence.segment.trim()
    }
    const found = JSON.stringify(context.slice(Math.max(0, at), Math.max(0, at) + 40))
    throw new RangeError(
      `${place}: an answer must stand at its offset, in code points; got ${JSON.stringify(text)}, and at ${start} ${found}. ` +
        "Correct the offset, or take paragraphs: positive: 'paragraph'.",
    )
  }
}

function sentenceSegmenter(language: Language): Intl.Segmenter {
  try {
    return new Intl.Segmenter(language, { granularity: 'sentence' })
  } catch (cause) {
    const remedy = "Rename it, or take paragraphs: positive: 'paragraph'."
    throw new RangeError(
      `squadPairs: sentences are cut by the rules of a BCP 47 language such as 'zh' or 'zh-TW'; got "${language}". ${remedy}`,
      { cause },
    )
  }
}

function utf16Offset(text: string, codePoints: number): number {
  if (!/[\u{10000}-\u{10FFFF}]/u.test(text)) return codePoints
  let at = 0
  for (let left = codePoints; left > 0 && at < text.length; left--) at += text.codePointAt(at)! > 0xffff ? 2 : 1
  return at
}
