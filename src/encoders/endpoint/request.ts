import type { Address } from '../../http/address.ts'
import { postJson } from '../../http/post-json.ts'
import { type Answer, readAnswer } from './answer.ts'

/** How to ask. */
export interface RequestOptions {
  readonly address: Address
  /** Fields of the body besides the texts. */
  readonly fields: Readonly<Record<string, string | number>>
  readonly key: string | undefined
  /** Milliseconds that one request may take. */
  readonly timeout: number
  readonly dimensions: number | undefined
  readonly signal?: AbortSignal
}

/**
 * Asks for the vectors of some texts, once.
 *
 * @throws {RequestFailure} no vectors came; it says whether asking again or for fewer texts may help
 */
export async function requestEmbeddings(texts: readonly string[], options: RequestOptions): Promise<Answer> {
  const { dimensions, fields, ...how } = options
  const about = { rate: 'batchSize or concurrency', request: 'model, dimensions and batchSize' }
  const content = { ...fields, input: texts.map((text) => text.toWellFormed()) }
  const { body, show } = await postJson(content, { ...how, from: 'endpoint', wanted: 'embeddings', about })
  return readAnswer(body, { server: how.address.shown, texts: texts.length, dimensions, show })
}
