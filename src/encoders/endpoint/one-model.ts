import { hash } from 'node:crypto'
import { UnfitServer } from '../../http/server-pool.ts'
import type { EmbeddingCache } from '../embedding-cache.ts'
import type { Answer } from './answer.ts'

/** A text that models see differently: three scripts, figures, and a word that none knows. */
export const probeText = 'Which model is this? 这是哪个模型？ Какая это модель? 42 qzvx'

/**
 * Farthest apart, as points on the unit sphere, that two servers' vectors of the probe may lie: a cosine of 0.99995. Of
 * multilingual-e5-small in PyTorch, computing in float16 moves it by 0.0005 and in bfloat16 by 0.005, the model's own
 * prompt by 0.1, and weights in 8 bits by 0.2.
 */
const probeTolerance = 0.01

/** Milliseconds for which the first server that answers waits for those before it in the list. */
const grace = 1000

export interface OneModelOptions {
  /** Names of the servers, in order. */
  readonly servers: readonly string[]
  /** Asks a server for the vector of the probe. */
  readonly ask: (server: number, signal: AbortSignal) => Promise<Answer>
  /** As asked for. */
  readonly dimensions: number | undefined
  /** Keeps the vector that the others must agree with, beside the vectors that it speaks for. */
  readonly kept: (dimensions: number) => EmbeddingCache | undefined
  readonly onWarning: (warning: string) => void
}

export interface OneModel {
  /** Asks a server for the probe. @throws {UnfitServer} it gives another vector than the rest, or names another model */
  prove(server: number, signal: AbortSignal): Promise<void>
  /** @throws {UnfitServer} an answer of a server names another model, or has vectors of another length */
  verify(server: number, answer: Pick<Answer, 'model' | 'dimensions'>): void
  /** Of the vectors; undefined before a server was proved. */
  readonly dimensions: number | undefined
}

interface Standard {
  readonly row: Float32Array
  /** As the first server that agreed names it. */
  model: string | undefined
}

/**
 * Servers that must be one model, so that it does not matter which of them encodes a text. The vector to agree with is the
 * one kept with the vectors of earlier runs; else that of the first server in the list that answers.
 */
export function oneModel({ servers, ask, dimensions, kept, onWarning }: OneModelOptions): OneModel {
  const asked = new Map<number, Answer | undefined>()
  const { promise: decided, resolve: decide } = Promise.withResolvers<Answer>()
  let fixing: Promise<Standard> | undefined
  let standard: Standard | undefined

  /** Takes note of an answer, or of none: the first in the list decides as soon as those before it are known. */
  function note(server: number, answer: Answer | undefined): void {
    asked.set(server, answer)
    const first = servers.findIndex((_, i) => !asked.has(i) || asked.get(i) !== undefined)
    const [earliest] = [...asked].sort(([a], [b]) => a - b).flatMap(([, one]) => one ?? [])
    const settled = first === -1 ? undefined : asked.get(first)
    if (settled) decide(settled)
    else if (earliest) setTimeout(() => decide(earliest), grace)
  }

  async function fixed(): Promise<Standard> {
    const { rows, dimensions, model } = await decided
    const cache = kept(dimensions)
    const key = hash('sha256', probeText, 'binary')
    const row = rows.slice()
    const missing = await cache?.read(new Map([[key, 0]]), row)
    if (missing?.size) await cache?.write({ texts: [key], rows })
    const isTheirs = distance(row, rows) <= probeTolerance
    return { row, model: isTheirs ? model : undefined }
  }

  function refuse(server: number, got: string): never {
    const message = `endpoint: ${servers[server]} must be the same model as the other servers; got ${got}. It is left out.`
    onWarning(message)
    throw new UnfitServer(message)
  }

  function verify(server: number, answer: Pick<Answer, 'model' | 'dimensions'>): void {
    const length = dimensions ?? standard?.row.length
    if (length !== undefined && answer.dimensions !== length) {
      refuse(server, `vectors of ${answer.dimensions} numbers where they have ${length}`)
    }
    const model = standard?.model
    if (model !== undefined && answer.model !== undefined && answer.model !== model) {
      refuse(server, `the model ${answer.model} where they have ${model}`)
    }
  }

  return {
    verify,
    get dimensions() {
      return dimensions ?? standard?.row.length
    },
    async prove(server, signal) {
      const answer = await ask(server, signal).catch((error: unknown) => {
        note(server, undefined)
        throw error
      })
      const isCandidate = dimensions === undefined || answer.dimensions === dimensions
      note(server, isCandidate ? answer : undefined)
      verify(server, answer)
      fixing ??= fixed()
      standard = await fixing
      verify(server, answer)
      const apart = distance(standard.row, answer.rows)
      if (apart > probeTolerance) {
        const moved = `a vector of \`${probeText}\` that lies ${apart.toFixed(3)} from theirs`
        refuse(server, `${moved}, more than ${probeTolerance}`)
      }
      standard.model ??= answer.model
    },
  }
}

/** Euclidean. */
function distance(a: Float32Array, b: Float32Array): number {
  return Math.sqrt(a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0))
}
