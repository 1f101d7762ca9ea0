import type { Encoder } from '../../encoders/encoder.ts'
import { embed } from '../../evaluation/embed.ts'
import { dot, row } from '../../matrix.ts'
import type { Observer } from '../../progress.ts'
import { derive, seeded } from '../../random.ts'
import type { Ranking } from '../../retrieval.ts'
import { search } from '../../search/search.ts'
import { type Candidate, type Chosen, chooseNegatives } from './choose-negatives.ts'
import type { CompleteRules } from './mining-rules.ts'
import type { Pool, Question } from './questions.ts'

export interface MiningContext {
  readonly encoder: Encoder
  readonly rules: CompleteRules
  readonly seed: number
  readonly observer: Observer
}

/** What is found for each question of one language, by its text. */
export async function minePool(pool: Pool, context: MiningContext): Promise<Map<string, Chosen>> {
  const { language, questions, documents } = pool
  const { rules, seed } = context
  const { rankings, cosine } = await searched(pool, context)
  const rowOf = new Map(documents.map((text, at) => [text, at]))
  const chosen = questions.map((question, q): [string, Chosen] => {
    const candidates = candidatesOf(question, rankings[q]!)
    const positive = Math.min(...question.positives.map((text) => cosine(q, rowOf.get(text)!)))
    const random = seeded(derive(seed, 'hard negatives', language, question.text))
    return [question.text, chooseNegatives(candidates, positive, { rules, random })]
  })
  return new Map(chosen)
}

/** The documents nearest to each question, as many as the rules may need; and the cosine of any two. */
async function searched({ language, questions, documents }: Pool, { encoder, rules, observer }: MiningContext) {
  const dataset = {
    queries: questions.map(({ text }) => ({ id: text, language, text, concept: text })),
    documents: documents.map((text) => ({ id: text, language, text })),
  }
  const vectors = await embed({ encoder, name: 'mining', dataset, ...observer })
  const mostExcluded = questions.reduce((most, { excluded }) => Math.max(most, excluded.size), 0)
  const rankings = await search({
    ...vectors,
    // A text is its own id, so that equal cosines do not stand in the order of the pairs.
    queryIds: questions.map(({ text }) => text),
    documentIds: documents,
    k: Math.min(documents.length, rules.rangeMax + mostExcluded),
    ...observer,
  })
  const cosine = (question: number, document: number): number =>
    dot(row(vectors.queries, question), row(vectors.documents, document))
  return { rankings, cosine }
}

function candidatesOf({ excluded }: Question, { documents, scores }: Ranking): Candidate[] {
  const ranked = documents.map((text, at): Candidate => ({ text, score: scores[at]! }))
  return ranked.filter(({ text }) => !excluded.has(text))
}
