import { parseJson } from '../json.ts'
import { type JsonPlace, jsonPlace } from './json-place.ts'

/** A paragraph cut into sentences, with the questions that its sentences answer. */
export interface LareqaParagraph {
  /** Index among the paragraphs of the file. */
  readonly index: number
  /** Index of its article. */
  readonly article: number
  readonly context: string
  readonly sentences: readonly string[]
  readonly questions: readonly LareqaQuestion[]
  /** `en.json: $.data[0].paragraphs[0]` */
  readonly place: string
}

export interface LareqaQuestion {
  readonly id: string
  readonly text: string
  /** Indices of the sentences in which an answer begins; not empty. */
  readonly answers: readonly number[]
  /** `en.json: $.data[0].paragraphs[0].qas[3]` */
  readonly place: string
}

/** [start, end) in code points of the context: the files were written by Python, which counts so. */
type Break = readonly [start: number, end: number]

/**
 * The paragraphs of one file in LAReQA's format: SQuAD 1.1 with the `sentences` of each paragraph and their
 * `sentence_breaks` in its context.
 *
 * A sentence's text is its entry in `sentences`; the breaks only place answers. (In two Turkish sentences of XQuAD-R
 * the two differ by a character or two.) An answer belongs to the sentence in which it begins, even if it ends later.
 *
 * @param file names the text in errors
 * @throws {SyntaxError} the text is not JSON: file, line and column
 * @throws {TypeError} a key is missing or a value of the wrong kind: file and JSON path
 * @throws {RangeError} breaks out of order or not one a sentence, or an answer that begins in no sentence
 * @see Roy et al. 2020, §3, arXiv:2004.05484
 */
export function readLareqa(text: string, file: string): LareqaParagraph[] {
  const root = jsonPlace(parseJson(text, file), file)
  const articles = root.key('data').items()
  const paragraphs = articles.flatMap((article, index) =>
    article
      .key('paragraphs')
      .items()
      .map((paragraph) => ({ article: index, paragraph })),
  )
  return paragraphs.map(({ article, paragraph }, index) => ({ index, article, ...readParagraph(paragraph) }))
}

function readParagraph(paragraph: JsonPlace): Omit<LareqaParagraph, 'index' | 'article'> {
  const context = paragraph.key('context').string()
  const sentences = paragraph
    .key('sentences')
    .items()
    .map((sentence) => sentence.string())
  const breaks = readBreaks(paragraph.key('sentence_breaks'), [...context].length)
  if (breaks.length !== sentences.length) {
    throw new RangeError(
      `${paragraph.name}: every sentence must have its break; got ${sentences.length} sentences and ${breaks.length} breaks. Cut the context again.`,
    )
  }
  const questions = paragraph
    .key('qas')
    .items()
    .map((question) => ({
      id: question.key('id').string(),
      text: question.key('question').string(),
      answers: readAnswers(question.key('answers'), breaks),
      place: question.name,
    }))
  return { context, sentences, questions, place: paragraph.name }
}

function readBreaks(places: JsonPlace, length: number): Break[] {
  let previous = 0
  return places.items().map((place) => {
    const ends = place.items().map((end) => end.integer())
    const [start = Number.NaN, end = Number.NaN] = ends
    if (!(ends.length === 2 && previous <= start && start < end && end <= length)) {
      throw new RangeError(
        `${place.name}: a break must be [start, end) at or after ${previous} and within the context's ${length} code points; got [${ends}]. Cut the context again.`,
      )
    }
    previous = end
    return [start, end]
  })
}

function readAnswers(answers: JsonPlace, breaks: readonly Break[]): number[] {
  const found = answers.items().map((answer) => {
    const at = answer.key('answer_start')
    const offset = at.integer()
    const sentence = breaks.findIndex(([start, end]) => start <= offset && offset < end)
    if (sentence >= 0) return sentence
    const all = breaks.map(([start, end]) => `[${start}, ${end})`).join(' ') || 'none'
    throw new RangeError(
      `${at.name}: an answer must begin in a sentence, of ${all}; got ${offset}. Correct the offset.`,
    )
  })
  if (found.length > 0) return [...new Set(found)]
  throw new RangeError(`${answers.name}: a question must have an answer; got []. Leave the question out.`)
}
