import { type Address, apiAddress } from '../http/address.ts'
import { apiKey } from '../http/api-key.ts'
import { sendBatches } from '../http/send-batches.ts'
import type { Json } from '../retrieval.ts'
import { type ChatUsage, chatAsk } from './chat-ask.ts'
import { type ChatSettings, chatConfiguration, chatSettings } from './chat-settings.ts'
import type { Direction, Translator, TranslatorOptions } from './translator.ts'

export interface ChatTranslatorOptions {
  /** Base of the interface, as `http://localhost:8080/v1`. A user and password in it are sent and never shown. */
  readonly url: string
  /** The model as the server knows it. */
  readonly model: string
  /** The environment variable that holds the key. No key is sent otherwise. `OPENAI_API_KEY` is usual. */
  readonly apiKeyVariable?: string
  /** What the model is told to do; `{from}` and `{to}` stand for the languages in English. @default to translate faithfully */
  readonly prompt?: string
  /** @default 0: the likeliest words */
  readonly temperature?: number
  /** Most tokens that an answer may have. @default the server's */
  readonly maxTokens?: number
  /** Other fields of the request, as `{ seed: 1 }` or `{ response_format: … }`. @default none */
  readonly fields?: Readonly<Record<string, Json>>
  /** Whatever tells one state of the server's weights from another, which it does not say itself. @default none */
  readonly revision?: string
  /** Most sentences of a request. @default 8 */
  readonly sentences?: number
  /** Requests at the same time. @default 4 */
  readonly concurrency?: number
  /** Attempts after the first, on a network error, a timeout, or the statuses 408, 429 and 500 up. @default 4 */
  readonly retries?: number
  /** Milliseconds that one request may take. @default 120,000 */
  readonly timeout?: number
  /** Short: what tables and records show. @default the model */
  readonly name?: string
}

export interface ChatTranslator extends Translator {
  /** What was asked of the server so far, as it counts itself. */
  readonly usage: ChatUsage
}

/**
 * A translator behind an OpenAI-compatible `/v1/chat/completions`: vLLM, Ollama, llama.cpp, a cloud's.
 *
 * Several sentences go in one request, numbered, and come back numbered. Where the model breaks that form, refuses, or
 * reaches its limit, those sentences are asked for one at a time. A sentence that it refuses by itself is '', which
 * `translate()` flags as blank; one that reaches the limit by itself is told by `onTruncated`. Requests are made again after
 * failures that may pass. A key is read from the environment and is in no record, message or file.
 *
 * @throws {RangeError} an option is out of range, or the variable of the key is not set
 */
export function chatTranslator(options: ChatTranslatorOptions): ChatTranslator {
  const settings = chatSettings(options)
  const address = apiAddress(options.url, { from: 'chatTranslator', path: 'chat/completions' })
  const key = apiKey(options.apiKeyVariable, 'chatTranslator')
  const usage = { requests: 0, promptTokens: 0, completionTokens: 0 }
  const limits = { batchSize: settings.sentences }
  return {
    name: settings.name,
    configuration: chatConfiguration(settings),
    batch: settings.sentences * settings.concurrency,
    get usage() {
      return { ...usage }
    },
    translate: (texts, told) => translated(texts, told, { settings, address, key, usage, limits }),
  }
}

interface Chat {
  readonly settings: ChatSettings
  readonly address: Address
  readonly key: string | undefined
  readonly usage: ChatUsage
  readonly limits: { batchSize: number }
}

async function translated(
  texts: readonly string[],
  { from, to, signal, onProgress, onTruncated }: TranslatorOptions,
  chat: Chat,
): Promise<string[]> {
  const { concurrency } = chat.settings
  const out = new Array<string>(texts.length).fill('')
  const direction: Direction = { from, to }
  let done = 0
  const send = async (numbers: Int32Array, ended: AbortSignal): Promise<void> => {
    const asked = Array.from(numbers, (number) => texts[number]!)
    const answers = await chatAsk(asked, { ...chat, direction, signal: ended })
    answers.forEach(({ text, truncated }, i) => {
      out[numbers[i]!] = text
      if (truncated) onTruncated?.(numbers[i]!)
    })
    done += numbers.length
    onProgress?.({ stage: 'translate', done, total: texts.length, unit: 'sentences' })
  }
  const all = Int32Array.from(texts, (_, i) => i)
  await sendBatches(all, { concurrency, limits: chat.limits, send, ...(signal && { signal }) })
  return out
}
