import { type Address, apiAddress } from '../../http/address.ts'
import { apiKey } from '../../http/api-key.ts'
import type { Encoder, EncoderSource } from '../encoder.ts'
import { endpointEncoder } from './endpoint-encoder.ts'
import { endpointConfiguration, endpointSettings } from './endpoint-settings.ts'

export interface EndpointOptions {
  /**
   * Base of the interface, as `http://localhost:8080/v1`. A user and password in it are sent and never shown. Several
   * servers of one model share the work; the cache is that of the first.
   */
  readonly url: string | readonly string[]
  /** The model as the server knows it. Servers with one model may ignore it. */
  readonly model: string
  /** Length of a vector, asked of the server and checked. @default what the server gives, and nothing is asked */
  readonly dimensions?: number
  /** Put before a text by its role. @default nothing */
  readonly prompts?: { readonly query?: string; readonly document?: string }
  /** The field `input_type` of a request by role, for servers that put prompts before texts themselves. @default none */
  readonly inputTypes?: { readonly query: string; readonly document: string }
  /** Whatever tells one state of the server's weights from another, which it does not say itself. @default none */
  readonly revision?: string
  /** Most texts of a request; halved when the server refuses so many. @default 32 */
  readonly batchSize?: number
  /** Requests at the same time, at each server. @default 4 */
  readonly concurrency?: number
  /** The environment variable that holds the key. No key is sent otherwise. `OPENAI_API_KEY` is usual. */
  readonly apiKeyVariable?: string
  /** How vectors are asked for. Both are understood in the answer. @default 'base64' */
  readonly encodingFormat?: 'base64' | 'float'
  /** Attempts after the first, at each server, on a network error, a timeout, or the statuses 408, 429 and 500 up. @default 4 */
  readonly retries?: number
  /** Milliseconds that one request may take. @default 120,000 */
  readonly timeout?: number
  /** Where vectors are kept for the next time; false for nowhere. @default `vitest-retrieval` in the platform's folder for caches */
  readonly cache?: boolean | string
  /** Short and unique in a table. @default the model */
  readonly name?: string
  /** As a reader knows it. @default the name */
  readonly label?: string
}

export interface EndpointSource extends EncoderSource {
  /** What a reader of the results should know: that a server answers with another model, damaged cache files. Grows while encoding. */
  readonly warnings: readonly string[]
}

/**
 * An encoder behind an OpenAI-compatible `/v1/embeddings`: text-embeddings-inference, vLLM, Ollama, llama.cpp, a cloud's.
 * Its vectors are scaled to length 1. It is asked in batches, several at a time, and again after failures that may pass;
 * vectors are kept, so that a text is asked for once. A key is read from the environment and is in no record, message or
 * file. HTTPS_PROXY, HTTP_PROXY and NO_PROXY are heeded.
 *
 * Of several servers, the one with the fewest requests gets the next batch; one that fails or is far slower than the others
 * is set aside and tried again later, and its batch goes to another. Each is first asked for the vector of one text, which
 * must be the others' to within 0.01 (Euclidean): another model is left out with a warning before anything of it is kept.
 *
 * @throws {RangeError} an option is out of range; on creating, the variable of the key is not set
 * @throws {Error} on creating and encoding: no server can be reached, or all refuse, or give something other than one
 * finite vector a text; the message says what they said
 */
export function endpoint(options: EndpointOptions): EndpointSource {
  const settings = endpointSettings(options)
  const addresses = addressesOf(options.url)
  const warnings = new Set<string>()
  const onWarning = (warning: string) => warnings.add(warning)
  let creating: Promise<Encoder> | undefined

  async function create(): Promise<Encoder> {
    creating ??= endpointEncoder({ settings, addresses, key: apiKey(settings.apiKeyVariable, 'endpoint'), onWarning })
    // A server that did not answer may do so next time.
    return creating.catch((error: unknown) => {
      creating = undefined
      throw error
    })
  }

  return {
    name: settings.name,
    label: settings.label,
    configuration: endpointConfiguration(settings),
    control: false,
    create,
    get warnings() {
      return [...warnings]
    },
  }
}

function addressesOf(url: string | readonly string[]): readonly Address[] {
  const addresses = [url].flat().map((each) => apiAddress(each, { from: 'endpoint', path: 'embeddings' }))
  const shown = addresses.map((address) => address.shown)
  const again = shown.find((each, i) => shown.indexOf(each) < i)
  if (again === undefined && addresses.length > 0) return addresses
  throw new RangeError(
    `endpoint: url must name at least one server, and each once; got ${again === undefined ? 'none' : `${again} again`}.`,
  )
}
