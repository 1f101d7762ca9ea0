import type { Address } from '../../http/address.ts'
import { retried } from '../../http/retried.ts'
import { serverPool } from '../../http/server-pool.ts'
import type { Role } from '../../retrieval.ts'
import { cacheOption } from '../embedding-cache-option.ts'
import type { Answer } from './answer.ts'
import { type EndpointSettings, probeKey, requestFields } from './endpoint-settings.ts'
import { oneModel, probeText } from './one-model.ts'
import { requestEmbeddings } from './request.ts'

export interface ServersOptions {
  readonly settings: EndpointSettings
  /** At least one. */
  readonly addresses: readonly Address[]
  readonly key: string | undefined
  readonly onWarning: (warning: string) => void
}

/** Whoever answers for the vectors. */
export interface Servers {
  /** Requests that may be under way at the same time. */
  readonly concurrency: number
  /** Length of a vector: as asked for, or as it is given for one text. */
  dimensions(): Promise<number>
  /** The vectors of texts, asked for again, here or elsewhere, where that may help. */
  ask(texts: readonly string[], role: Role, signal?: AbortSignal): Promise<Answer>
}

/** One server, that is asked again after failures that may pass. */
export function oneServer(given: ServersOptions): Servers {
  const {
    settings,
    addresses: [address],
    key,
  } = given
  const { retries, timeout, concurrency } = settings
  let known = settings.dimensions

  const ask: Servers['ask'] = async (texts, role, signal) => {
    const fields = requestFields(settings, role)
    const options = { address: address!, fields, key, timeout, dimensions: known, ...(signal && { signal }) }
    const answer = await retried(() => requestEmbeddings(texts, options), { retries, ...(signal && { signal }) })
    warnOfOther(answer, given)
    return answer
  }

  return {
    concurrency,
    ask,
    async dimensions() {
      known ??= (await ask(['a'], 'query')).dimensions
      return known
    },
  }
}

/** Servers with one model answer whatever was asked for. */
function warnOfOther({ model }: Answer, { settings, onWarning }: ServersOptions): void {
  if (model === undefined || model === settings.model) return
  onWarning(`endpoint: the server was asked for the model ${settings.model} and answers as ${model}.`)
}

/** Several servers of one model: any of them encodes a text. */
export function severalServers(given: ServersOptions): Servers {
  const { settings, addresses, key, onWarning } = given
  const { retries, timeout, concurrency } = settings

  const request = (at: number, texts: readonly string[], role: Role, how: How): Promise<Answer> => {
    return requestEmbeddings(texts, {
      address: addresses[at]!,
      fields: requestFields(settings, role),
      key,
      timeout,
      ...how,
    })
  }

  const model = oneModel({
    servers: addresses.map(({ shown }) => shown),
    ask: (at, signal) => request(at, [probeText], 'query', { signal, dimensions: undefined }),
    dimensions: settings.dimensions,
    kept: (dimensions) => {
      const probed = { key: probeKey(settings, addresses[0]!.shown, dimensions), dimensions, onWarning }
      return cacheOption(settings.cache, probed).cache
    },
    onWarning,
  })

  const { run } = serverPool({
    servers: addresses.map((_, at) => at),
    concurrency,
    retries,
    prove: model.prove,
    from: 'endpoint',
    name: (at) => addresses[at]!.shown,
  })

  return {
    concurrency: concurrency * addresses.length,
    async dimensions() {
      if (model.dimensions === undefined) await run(async () => {})
      return model.dimensions!
    },
    ask(texts, role, ended) {
      const task = async (at: number, signal: AbortSignal): Promise<Answer> => {
        const answer = await request(at, texts, role, { signal, dimensions: model.dimensions })
        model.verify(at, answer)
        warnOfOther(answer, given)
        return answer
      }
      return run(task, { divisible: texts.length > 1, ...(ended && { signal: ended }) })
    },
  }
}

interface How {
  readonly signal: AbortSignal
  readonly dimensions: number | undefined
}
