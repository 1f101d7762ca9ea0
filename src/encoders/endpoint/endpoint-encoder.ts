import { sendBatches } from '../../http/send-batches.ts'
import { matrix, type UnitRows, unitRows } from '../../matrix.ts'
import type { Role } from '../../retrieval.ts'
import { cacheOption } from '../embedding-cache-option.ts'
import { cachedRows, type EncodeRows } from '../embedding-cache-rows.ts'
import { turns } from '../embedding-cache-turn.ts'
import { encodingRate } from '../encode-texts-rate.ts'
import type { Encoder } from '../encoder.ts'
import { longestFirst } from '../length-batches.ts'
import { oneServer, type ServersOptions, severalServers } from './ask-servers.ts'
import { endpointKey } from './endpoint-settings.ts'

/** An encoder that knows the length of its vectors: as it was asked for, or as the server gives it for one text. */
export async function endpointEncoder(options: ServersOptions): Promise<Encoder> {
  const { settings, addresses, onWarning } = options
  const { cache, name } = settings
  const servers = addresses.length === 1 ? oneServer(options) : severalServers(options)
  const { concurrency } = servers
  const dimensions = await servers.dimensions()
  const limits = { batchSize: settings.batchSize }
  const take = turns()

  function encoderOf(role: Role): EncodeRows {
    const prompt = settings.prompts[role]
    return async (texts, { onRows, onProgress, signal }) => {
      const inputs = texts.map(({ text }) => prompt + text)
      const lengths = Int32Array.from(inputs, ({ length }) => Math.max(length, 1))
      const rate = encodingRate(inputs.length, 'characters')
      rate.met(inputs.length, sum(lengths))
      let done = 0
      const send = async (numbers: Int32Array, ended: AbortSignal): Promise<void> => {
        const { rows } = await servers.ask(
          Array.from(numbers, (number) => inputs[number]!),
          role,
          ended,
        )
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
        key: endpointKey(settings, role, addresses[0]!.shown),
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
