import type { Dataset } from '../datasets/dataset.ts'
import type { Encoder } from '../encoders/encoder.ts'
import { type UnitRows, unitRows } from '../matrix.ts'
import type { Observer } from '../progress.ts'
import type { Role, Text } from '../retrieval.ts'

export interface EmbedOptions extends Observer {
  readonly encoder: Encoder
  /** Names the encoder in errors. */
  readonly name: string
  readonly dataset: Pick<Dataset, 'queries' | 'documents'>
}

/** The vectors of a data set's texts, in its order. */
export interface Embeddings {
  readonly queries: UnitRows
  readonly documents: UnitRows
}

/**
 * Encodes a data set's queries and documents, and checks what comes back, whoever wrote the encoder.
 *
 * @throws {TypeError} the encoder gives something other than a matrix of 32-bit floats
 * @throws {RangeError} wrong number of rows or dimensions, or a row that is not finite and of length 1
 */
export async function embed({ encoder, name, dataset, ...observer }: EmbedOptions): Promise<Embeddings> {
  const queries = await embedTexts(dataset.queries, { encoder, name, role: 'query', ...observer })
  const documents = await embedTexts(dataset.documents, { encoder, name, role: 'document', ...observer })
  return { queries, documents }
}

interface EmbedTextsOptions extends Omit<EmbedOptions, 'dataset'> {
  readonly role: Role
}

/** Encodes some texts, and checks what comes back as `embed` does. */
export async function embedTexts(
  from: readonly Text[],
  { encoder, name, role, ...observer }: EmbedTextsOptions,
): Promise<UnitRows> {
  // Ids and concepts would tell an encoder the answer.
  const texts = from.map(({ language, text }) => ({ language, text }))
  const vectors: Partial<UnitRows> | undefined = await encoder.encode(texts, { role, ...observer })
  if (!(vectors?.data instanceof Float32Array)) {
    throw new TypeError(`embed: encoder "${name}" must give a matrix with a Float32Array; got ${typeof vectors?.data}.`)
  }
  const { rows, columns, data } = vectors as UnitRows
  if (rows !== texts.length || columns !== encoder.dimensions || data.length !== rows * columns) {
    throw new RangeError(
      `embed: encoder "${name}" must give ${texts.length} × ${encoder.dimensions} for ${texts.length} texts (${role}); got ${rows} × ${columns} with ${data.length} values.`,
    )
  }
  return unitRows(vectors as UnitRows, `embed: encoder "${name}" (${role})`)
}
