import {
  adamW,
  crossLingual,
  hybrid,
  inBatchNegatives,
  type Language,
  linearDecay,
  mixed,
  monolingual,
  type PretrainedSource,
  projection,
  type Sampler,
  shuffled,
  xquadRSplit,
} from 'vitest-retrieval'
import { type Run, test } from 'vitest-retrieval/vitest'

/** Every sampler of the protocol. */
const samplers: readonly Sampler[] = [monolingual(), crossLingual(), hybrid(), mixed(), shuffled()]

export interface ProtocolOptions {
  /** Folder of XQuAD-R. */
  readonly data: string
  readonly languages: readonly Language[]
  /** Made anew for each case, when it runs. */
  readonly encoder: () => PretrainedSource
  /** Why the cases cannot run; false where they can. */
  readonly unavailable: string | false
  /** Whether the figures stand in the committed baseline; otherwise it is only asserted that training lowers the loss. */
  readonly gated: boolean
  /** Whether the whole encoder is fine-tuned, at the published rate, instead of a projection on top. @default false */
  readonly whole?: boolean
}

/** Runs by case name, as they come; and how to get those that a later test needs. */
export interface ProtocolRuns {
  /** The runs of these names; skips the test where a filter or absent data left one out. */
  need(names: readonly string[], skip: (condition: boolean, note: string) => void): Run[]
}

/**
 * The cases of one encoder, kept frozen: untrained, and with a projection trained by each sampler on half of XQuAD-R's
 * articles; asked about another quarter, in its own pool. 1,000 steps of 100 questions, temperature .02, three seeds.
 */
export function projectionProtocol({
  data,
  languages,
  encoder,
  unavailable,
  gated,
  whole = false,
}: ProtocolOptions): ProtocolRuns {
  const runs = new Map<string, Run>()

  test('untrained', async ({ retrieval, skip, expect }) => {
    skip(Boolean(unavailable), String(unavailable))
    const { evaluation: dataset } = await xquadRSplit(data, { languages })
    const run = await retrieval.run({ name: 'untrained', label: 'Untrained', encoder: encoder(), dataset })
    runs.set('untrained', run)
    if (gated) expect(run).toMatchBaseline()
    else expect(run.record.rankDistance).not.toBeNull()
  })

  test.for(samplers)('$name', async (sampler, { retrieval, skip, expect }) => {
    skip(Boolean(unavailable), String(unavailable))
    const { training: pairs, evaluation: dataset } = await xquadRSplit(data, { languages })
    const run = await retrieval.run({
      encoder: whole ? encoder() : projection(encoder()),
      training: {
        pairs,
        sampler,
        loss: inBatchNegatives({ temperature: 0.02, symmetric: false }),
        optimizer: adamW({ learningRate: whole ? 3e-5 : 1e-4 }),
        schedule: linearDecay({ to: 0 }),
        steps: 1000,
        batchSize: 100,
      },
      dataset,
      seeds: [1, 2, 3],
    })
    runs.set(sampler.name, run)
    if (gated) expect(run).toMatchBaseline()
    else for (const curve of run.record.training!.curves) expect(curve.at(-1)!.loss).toBeLessThan(curve[0]!.loss)
  })

  return {
    need(names, skip) {
      const found = names.flatMap((name) => runs.get(name) ?? [])
      skip(found.length < names.length, unavailable || `needs the runs ${names.join(', ')}`)
      return found
    },
  }
}
