import { lengthBatches } from '../../encoders/length-batches.ts'
import { breather, type Observer } from '../../progress.ts'
import type { Tokens } from '../../tokenizers/tokenizer.ts'
import { beamSearch } from './beam-search.ts'
import { type Decoder, rowOf, type Step, type Writing } from './decoder.ts'
import type { Generation, Search } from './generation.ts'
import { greedySearch } from './greedy-search.ts'

export interface WriteTextsOptions extends Observer {
  readonly decoder: Decoder
  readonly generation: Generation
  /** The token that every text begins with behind the starting one: M2M100's of the language. */
  readonly first: number
  /** Most tokens of texts read at a time, padding included. */
  readonly tokenBudget: number
}

/**
 * What a decoder writes about each text: token ids, the starting one and the ending one included. Texts of like length are
 * read together, and leave the batch when theirs is written.
 */
export async function writeTexts(
  texts: readonly Tokens[],
  options: WriteTextsOptions,
): Promise<readonly (readonly number[])[]> {
  const { decoder, onProgress, tokenBudget } = options
  const written = new Array<readonly number[]>(texts.length)
  let done = 0
  for (const batch of lengthBatches(
    Int32Array.from(texts, ({ ids }) => ids.length),
    tokenBudget,
  )) {
    const writing = await decoder.read(Array.from(batch, (number) => texts[number]!))
    await writeBatch(writing, batch.length, options, (at, text) => {
      written[batch[at]!] = text
      onProgress?.({ stage: 'translate', done: ++done, total: texts.length, unit: 'sentences' })
    })
  }
  return written
}

/** A search and where its rows stood in the step before. */
interface Active {
  readonly at: number
  readonly search: Search
  first: number
}

async function writeBatch(
  writing: Writing,
  count: number,
  { generation, first, decoder, signal }: WriteTextsOptions,
  onText: (at: number, text: readonly number[]) => void,
): Promise<void> {
  const breathe = breather(signal)
  const { start, beams } = generation
  const search = beams === 1 ? greedySearch : beamSearch
  let active: readonly Active[] = Array.from({ length: count }, (_, at) => ({
    at,
    search: search([start, first], generation),
    first: at,
  }))
  // The forced token needs no choice: what stands before it is only remembered.
  await writing.step({ tokens: new Int32Array(count).fill(start), parents: Int32Array.from(active.keys()), best: 1 })
  while (active.length > 0) {
    await breathe()
    const candidates = await writing.step(nextStep(active, decoder.vocabulary))
    let row = 0
    for (const each of active) {
      each.first = row
      row += each.search.rows.length
      const { first: from } = each
      each.search.take(Array.from({ length: row - from }, (_, i) => rowOf(candidates, from + i)))
      if (each.search.finished) onText(each.at, each.search.text)
    }
    active = active.filter((each) => !each.search.finished)
  }
}

function nextStep(active: readonly Active[], vocabulary: number): Step {
  const rows = active.flatMap(({ search, first }) =>
    search.rows.map(({ token, parent }) => ({ token, parent: first + parent })),
  )
  const best = active.reduce((most, { search }) => Math.max(most, search.best), 0)
  return {
    tokens: Int32Array.from(rows, ({ token }) => token),
    parents: Int32Array.from(rows, ({ parent }) => parent),
    best: Math.min(best, vocabulary),
  }
}
