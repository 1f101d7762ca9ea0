import { dot } from '../matrix.ts'
import { mean } from '../mean.ts'
import type { Tokens } from '../tokenizers/tokenizer.ts'
import type { Runtime } from './runtime.ts'

/** Texts that the two precisions are compared on: enough for a mean, and a second's work. */
const compared = 32

interface PrecisionLoss {
  /** Opens the model at full precision. */
  readonly exact: () => Promise<Runtime>
  readonly onWarning: (warning: string) => void
}

/**
 * A runtime of lower precision that says once what that costs: the cosines of the first texts' vectors with those of full
 * precision. What it costs in a measure is for the user to find out, by evaluating both.
 */
export function tellingLoss(runtime: Runtime, { exact, onWarning }: PrecisionLoss): Runtime {
  let told = false
  return {
    ...runtime,
    async run(texts) {
      const rows = await runtime.run(texts)
      if (!told) {
        told = true
        onWarning(await lossOf(rows, texts.slice(0, compared), { runtime, exact }))
      }
      return rows
    },
  }
}

async function lossOf(
  rows: Float32Array,
  texts: readonly Tokens[],
  { runtime, exact }: { readonly runtime: Runtime; readonly exact: () => Promise<Runtime> },
): Promise<string> {
  const { dimensions } = runtime
  const reference = await exact()
  try {
    const wanted = await reference.run(texts)
    const row = (of: Float32Array, text: number): Float32Array =>
      of.subarray(text * dimensions, (text + 1) * dimensions)
    const cosines = texts.map((_, text) => dot(row(rows, text), row(wanted, text)))
    const least = Math.min(...cosines)
    return `8-bit products: on ${texts.length} texts the cosine with full precision is ${mean(cosines).toFixed(4)} on average and ${least.toFixed(4)} at least. Report figures of precision 'float32'.`
  } finally {
    await reference.dispose()
  }
}
