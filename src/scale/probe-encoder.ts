import type { Encoder } from '../encoders/encoder.ts'
import type { Text } from '../retrieval.ts'

/** How quickly an encoder encodes texts such as these. */
export interface EncoderProbe {
  /** That were encoded before the time was over. */
  readonly texts: number
  readonly seconds: number
  readonly dimensions: number
}

/** Texts of a call: enough for full batches, few enough that slow encoders notice that time is over. */
const atOnce = 64

/**
 * Times an encoder on sample texts, as documents, until they end or so many seconds have passed. The first few are encoded
 * once before, so that what happens only once, loading and compiling, is not counted. The encoder must keep no cache, or
 * nothing is measured.
 *
 * @throws {RangeError} no texts
 */
export async function probeEncoder(encoder: Encoder, texts: readonly Text[], enough = 20): Promise<EncoderProbe> {
  if (texts.length === 0) throw new RangeError('probeEncoder: there must be texts to encode; got none.')
  await encoder.encode(texts.slice(0, 8), { role: 'document' })
  const start = performance.now()
  const seconds = (): number => (performance.now() - start) / 1000
  let done = 0
  while (done < texts.length && seconds() < enough) {
    await encoder.encode(texts.slice(done, done + atOnce), { role: 'document' })
    done = Math.min(done + atOnce, texts.length)
  }
  return { texts: done, seconds: seconds(), dimensions: encoder.dimensions }
}
