import { parseJson } from '../json.ts'
import { type JsonPlace, jsonPlace } from './json-place.ts'

/** A question that its paragraph answers. */
export interface SquadQuestion {
  readonly id: string
  readonly text: string
  /** The paragraph. */
  readonly context: string
  /** The first answer given. */
  readonly answer: SquadAnswer
  /** `en.json: $.data[0].paragraphs[0].qas[3]` */
  readonly place: string
}

export interface SquadAnswer {
  readonly text: string
  /** Where it begins, in code points of the context: the files were written by Python, which counts so. */
  readonly start: number
  /** `en.json: $.data[0].paragraphs[0].qas[3].answers[0]` */
  readonly place: string
}

/**
 * The questions of a file in the format of SQuAD 1.1 or 2.0, in which XQuAD, MLQA and others are written too. Questions
 * that are marked as impossible to answer (2.0) are left out.
 *
 * @param file names the text in errors
 * @throws {SyntaxError} the text is not JSON: file, line and column
 * @throws {TypeError} a key is missing or a value of the wrong kind: file and JSON path
 * @throws {RangeError} a question has no answer and is not marked so
 * @see Rajpurkar et al. 2016, arXiv:1606.05250; 2018, arXiv:1806.03822
 */
export function readSquad(text: string, file: string): SquadQuestion[] {
  const articles = jsonPlace(parseJson(text, file), file).key('data').items()
  const paragraphs = articles.flatMap((article) => article.key('paragraphs').items())
  return paragraphs.flatMap((paragraph) => {
    const context = paragraph.key('context').string()
    const answerable = paragraph
      .key('qas')
      .items()
      .filter((question) => !isImpossible(question))
    return answerable.map((question) => ({
      id: question.key('id').string(),
      text: question.key('question').string(),
      context,
      answer: firstAnswer(question.key('answers')),
      place: question.name,
    }))
  })
}

function isImpossible({ value }: JsonPlace): boolean {
  return (value as { readonly is_impossible?: unknown } | null)?.is_impossible === true
}

function firstAnswer(answers: JsonPlace): SquadAnswer {
  const [first] = answers.items()
  if (first) return { text: first.key('text').string(), start: first.key('answer_start').integer(), place: first.name }
  const remedy = 'Mark it with "is_impossible": true, or leave it out.'
  throw new RangeError(`${answers.name}: a question must have an answer; got []. ${remedy}`)
}
