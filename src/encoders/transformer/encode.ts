import { matrix, type UnitRows, unitRows } from '../../matrix.ts'
import { breather, type Observer } from '../../progress.ts'
import type { Text } from '../../retrieval.ts'
import type { Tokenizer, Tokens } from '../../tokenizers/tokenizer.ts'
import type { Runtime } from '../runtime.ts'

export interface EncodeOptions extends Observer {
  readonly tokenizer: Tokenizer
  readonly prompt: string
  /** Most tokens of a batch, padding included. */
  readonly tokenBudget: number
}

/** Texts through a runtime in batches of like length, rows in the order of the texts. */
export async function encodeBatches(
  runtime: Runtime,
  texts: readonly Text[],
  { tokenizer, prompt, tokenBudget, signal, onProgress }: EncodeOptions,
): Promise<UnitRows> {
  const breathe = breather(signal)
  const tokens: Tokens[] = []
  for (const { text, language } of texts) {
    await breathe()
    tokens.push(tokenizer.tokenize(text, { prompt, language }))
  }
  const { dimensions } = runtime
  const out = matrix(texts.length, dimensions)
  let done = 0
  for (const batch of batchesOf(tokens, tokenBudget)) {
    await breathe()
    const rows = await runtime.run(batch.map((text) => tokens[text]!))
    for (const [i, text] of batch.entries()) {
      out.data.set(rows.subarray(i * dimensions, (i + 1) * dimensions), text * dimensions)
    }
    done += batch.length
    onProgress?.({ stage: 'encode', done, total: texts.length, unit: 'texts' })
  }
  return unitRows(out, 'transformer')
}

/** Numbers of texts, from the shortest to the longest; each batch at least one. */
function batchesOf(tokens: readonly Tokens[], budget: number): number[][] {
  const order = [...tokens.keys()].sort((a, b) => tokens[a]!.ids.length - tokens[b]!.ids.length || a - b)
  const batches: number[][] = []
  for (const text of order) {
    const last = batches.at(-1)
    if (last && (last.length + 1) * tokens[text]!.ids.length <= budget) last.push(text)
    else batches.push([text])
  }
  return batches
}
