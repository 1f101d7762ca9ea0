import type { Address } from '../../http/address.ts'
import { retried } from '../../http/retried.ts'
import { sendBatches } from '../../http/send-batches.ts'
import { matrix, type UnitRows, unitRows } from '../../matrix.ts'
import type { Role } from '../../retrieval.ts'
import { cacheOption } from '../embedding-cache-option.ts'
import { cachedRows, type EncodeRows } from '../embedding-cache-rows.ts'
import { turns } from '../embedding-cache-turn.ts'
import { encodingRate } from '../encode-texts-rate.ts'
import type { Encoder } from '../encoder.ts'
import { longestFirst } from '../length-batches.ts'
import type { Answer } from './answer.ts'
import { type EndpointSettings, endpointKey, requestFields } from './endpoint-settings.ts'
import { requestEmbeddings } from './request.ts'

export interface EndpointParts {
  readonly settings: EndpointSettings
  readonly address: Address
  readonly key: string | undefined
  readonly onWarning: (warning: string) => void
}

/** Asks for the vectors of texts, again where that may help. */
type Ask = (texts: readonly string[], role: Role, signal?: AbortSignal) => Promise<Answer>

/** An encoder that knows the length of its vectors: as it was asked for, or as the server gives it for one text. */
export async function endpointEncoder({ settings, address, key, onWarning }: EndpointParts): Promise<Encoder> {
  const { retries, timeout, concurrency, cache, name } = settings
  let known = settings.dimensions

  const ask: Ask = (texts, role, signal) => {
    const fields = requestFields(settings, role)
    const options = { address, fields, key, timeout, dimensions: known, ...(signal && { signal }) }
    return retried(() => requestEmbeddings(texts, options), { retries, ...(signal && { signal }) })
  }

  if (known === undefined) {
    const probe = await ask(['a'], 'query')
    warnOfOther(probe.model)
    known = probe.dimensions
  }
  const dimensions: number = known
  const limits = { batchSize: settings.batchSize }
  const take = turns()

  /** Servers with one model answer whatever was asked for. */
  function warnOfOther(model: string | undefined): void {
    if (model === undefined || model === settings.model) return
    onWarning(`endpoint: the server was asked for the model ${settings.model} and answers as ${model}.`)
  }

  function encoderOf(role: Role): EncodeRows {
    const prompt = settings.prompts[role]
    return async (texts, { onRows, onProgress, signal }) => {
      const inputs = texts.map(({ text }) => prompt + text)
      const lengths = Int32Array.from(inputs, ({ length }) => Math.max(length, 1))
      const rate = encodingRate(inputs.length, 'characters')
      rate.met(inputs.length, sum(lengths))
      let done = 0
      const send = async (numbers: Int32Array, ended: AbortSignal): Promise<void> => {
        const { rows, model } = await ask(
          Array.from(numbers, (number) => inputs[number]!),
          role,
          ended,
        )
        warnOfOther(model)
        await onRows(numbers, rows)
        rate.encoded(numbers.length, sum(numbers.map((number) => lengths[number]!)))
        done += numbers.length
        onProgress?.({ stage: 'encode', done, total: inputs.length, unit: 'texts', note: rate.note() })
      }
      // Of similar length, so that the server pads little.
      await sendBatches(longestFirst(lengths), { concurrency, limits, send, ...(signal && { signal }) })
    }
  }

  return {
    dimensions,
    encode(texts, { role, ...observer }): Promise<UnitRows> {
      const kept = cacheOption(cache, {
        key: endpointKey(settings, role, address.shown),
        dimensions,
        onWarning,
      })
      const options = { ...kept, ...observer, dimensions, texts, byLanguage: false, encode: encoderOf(role) }
      const rows = async () => unitRows(matrix(texts.length, dimensions, await cachedRows(options)), name)
      return take(rows, observer.signal)
    },
  }
}

function sum(values: Int32Array): number {
  return values.reduce((total, value) => total + value, 0)
}
