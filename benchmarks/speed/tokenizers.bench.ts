import { describe, expect, test } from 'vitest'
import { pretrainedTokenizer, readModelFolder, xquadR } from 'vitest-retrieval'
import { outsideData } from '../../fixtures/outside-data.ts'

const e5 = outsideData('VITEST_RETRIEVAL_MODELS', 'multilingual-e5-small-pruned')
const xquad = outsideData('VITEST_RETRIEVAL_DATA', 'xquad-r')
const absent = e5.absent ?? xquad.absent

describe('tokenizer of E5-small, Unigram of 88,148 pieces, on XQuAD-R in eleven languages', () => {
  test('once warm, a thread makes at least 100,000 tokens a second of texts it has not seen', async ({
    bench,
    annotate,
    skip,
  }) => {
    skip(Boolean(absent), absent)
    const { documents } = await xquadR(xquad.path())
    const texts = [...new Set(documents.map(({ text }) => text))]
    const [some, others] = [0, 1].map((half) => texts.filter((_, i) => i % 2 === half)) as [string[], string[]]
    const folder = await readModelFolder(e5.path())
    const rates = new Map<string, Rate>()
    await bench('cold, warm, again', () => {
      const start = processorSeconds()
      const tokenizer = pretrainedTokenizer(folder)
      const made = processorSeconds() - start
      const count = (part: readonly string[]): number =>
        part.reduce((tokens, text) => tokens + tokenizer.tokenize(text, { prompt: 'passage: ' }).ids.length, 0)
      rates.set(
        'its first texts',
        rate(() => count(some)),
      )
      rates.set(
        'other texts',
        rate(() => count(others)),
      )
      rates.set(
        'the same again',
        rate(() => count(others)),
      )
      rates.set('made', { tokens: 0, seconds: made })
    }).run({ iterations: 1, time: 0, warmup: false })
    const perSecond = (name: string): number => rates.get(name)!.tokens / rates.get(name)!.seconds
    const figures = ['its first texts', 'other texts', 'the same again'].map(
      (name) => `${name} ${Math.round(perSecond(name) / 1000)} k tokens/s (${rates.get(name)!.tokens} tokens)`,
    )
    await annotate(
      `${figures.join(', ')}; made in ${rates.get('made')!.seconds.toFixed(2)} s; processor time throughout`,
    )
    expect(perSecond('other texts')).toBeGreaterThan(100_000)
  })
})

interface Rate {
  readonly tokens: number
  readonly seconds: number
}

function rate(count: () => number): Rate {
  const start = processorSeconds()
  const tokens = count()
  return { tokens, seconds: processorSeconds() - start }
}

/** Of all threads of this process, the garbage collector's and the compiler's too: what the clock shows where no other program runs, or more. */
function processorSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}
