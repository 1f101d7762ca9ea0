import type { Json, Language } from '../retrieval.ts'
import type { ChatTranslatorOptions } from './chat-translator.ts'
import type { Direction } from './translator.ts'

type Optional = 'maxTokens' | 'revision'

/** The options with every default filled in. */
export interface ChatSettings
  extends Omit<Required<ChatTranslatorOptions>, Optional | 'url' | 'apiKeyVariable'>,
    Pick<ChatTranslatorOptions, Optional> {}

const usualPrompt =
  'You translate from {from} to {to}. Translate faithfully and fluently; keep names, numbers and quotation marks; ' +
  'neither answer, explain nor add anything.'

/** @throws {RangeError} an option is out of range */
export function chatSettings({ url: _, apiKeyVariable: __, ...options }: ChatTranslatorOptions): ChatSettings {
  const { model, name = model, temperature = 0, prompt = usualPrompt, fields = {} } = options
  const { sentences = 8, concurrency = 4, retries = 4, timeout = 120_000, maxTokens } = options
  if (model === '')
    throw new RangeError("chatTranslator: model must be a name; got ''. Give the one that it has there.")
  if (!(temperature >= 0 && temperature <= 2)) {
    throw new RangeError(`chatTranslator: temperature must be from 0 to 2; got ${temperature}.`)
  }
  verifyPrompt(prompt)
  verifyIntegers({ sentences, concurrency, timeout, ...(maxTokens !== undefined && { maxTokens }) }, 1)
  verifyIntegers({ retries }, 0)
  return { ...options, name, temperature, prompt, fields, sentences, concurrency, retries, timeout }
}

/** What decides the translations, as far as a client can know. Not the address, which is this machine's business. */
export function chatConfiguration({ model, temperature, prompt, fields, sentences, ...settings }: ChatSettings): Json {
  const { maxTokens = null, revision = null } = settings
  return { format, model, revision, temperature, prompt, fields, sentences, maxTokens }
}

/** To be raised when the form of requests changes here. */
const format = 1

/** The fields of a request besides its messages. */
export function chatFields({ model, temperature, maxTokens, fields }: ChatSettings): Readonly<Record<string, Json>> {
  return { model, temperature, ...(maxTokens !== undefined && { max_tokens: maxTokens }), ...fields }
}

/** The prompt of a direction. */
export function chatPrompt({ prompt }: ChatSettings, { from, to }: Direction): string {
  return prompt.replaceAll('{from}', () => nameOf(from)).replaceAll('{to}', () => nameOf(to))
}

/** `Simplified Chinese` of `zh-Hans`; the code where nobody named it. */
function nameOf(language: Language): string {
  return new Intl.DisplayNames(['en'], { type: 'language', fallback: 'code' }).of(language) ?? language
}

function verifyPrompt(prompt: string): void {
  if (prompt.includes('{to}')) return
  throw new RangeError(`chatTranslator: prompt must hold {to}, where the language goes; got ${JSON.stringify(prompt)}.`)
}

function verifyIntegers(options: Readonly<Record<string, number>>, least: number): void {
  for (const [name, value] of Object.entries(options)) {
    if (Number.isSafeInteger(value) && value >= least) continue
    throw new RangeError(`chatTranslator: ${name} must be an integer of at least ${least}; got ${value}.`)
  }
}
