import type { Encoder } from '../encoders/encoder.ts'
import type { Text } from '../retrieval.ts'

/** How quickly an encoder encodes texts such as these. */
export interface EncoderProbe {
  readonly texts: number
  readonly seconds: number
  readonly dimensions: number
}

/**
 * Times an encoder on sample texts, as documents. The first few are encoded twice: once before, so that what happens only
 * once, loading and compiling, is not counted. The encoder must keep no cache, or nothing is measured.
 *
 * @throws {RangeError} no texts
 */
export async function probeEncoder(encoder: Encoder, texts: readonly Text[]): Promise<EncoderProbe> {
  if (texts.length === 0) throw new RangeError('probeEncoder: there must be texts to encode; got none.')
  await encoder.encode(texts.slice(0, 8), { role: 'document' })
  const start = performance.now()
  await encoder.encode(texts, { role: 'document' })
  return { texts: texts.length, seconds: (performance.now() - start) / 1000, dimensions: encoder.dimensions }
}
