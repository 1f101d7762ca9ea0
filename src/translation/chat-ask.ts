import type { Address } from '../http/address.ts'
import { postJson } from '../http/post-json.ts'
import { retried } from '../http/retried.ts'
import { type ChatAnswer, numberedTranslations, readChatAnswer } from './chat-answer.ts'
import { type ChatSettings, chatFields, chatPrompt } from './chat-settings.ts'
import type { Direction } from './translator.ts'

/** What a server counted. */
export interface ChatUsage {
  requests: number
  /** 0 where the server counts none. */
  promptTokens: number
  completionTokens: number
}

export interface ChatQuestion {
  readonly settings: ChatSettings
  readonly address: Address
  readonly key: string | undefined
  readonly direction: Direction
  /** Added to. */
  readonly usage: ChatUsage
  readonly signal: AbortSignal
}

export interface ChatTranslation {
  /** '' of a sentence that the model refuses. */
  readonly text: string
  readonly truncated: boolean
}

const several =
  'The user gives a JSON array of objects with the number and the text of a sentence: [{"n":1,"text":"…"}]. ' +
  'Answer with nothing but a JSON array of the translations under the same numbers, in the same order: ' +
  '[{"n":1,"translation":"…"}].'
const one = 'The user gives a sentence. Answer with nothing but its translation.'

/** Asks for the translations of some sentences: of all in one request, or of each by itself where that does not work. */
export async function chatAsk(texts: readonly string[], question: ChatQuestion): Promise<ChatTranslation[]> {
  if (texts.length > 1) {
    const numbered = texts.map((text, i) => ({ n: i + 1, text: text.toWellFormed() }))
    const found = numberedTranslations(await ask(several, JSON.stringify(numbered), question), texts.length)
    if (found) return found.map((text) => ({ text, truncated: false }))
  }
  const alone: ChatTranslation[] = []
  for (const text of texts) {
    const { content, end } = await ask(one, text.toWellFormed(), question)
    alone.push({ text: end === 'refused' ? '' : content, truncated: end === 'limit' })
  }
  return alone
}

async function ask(form: string, user: string, question: ChatQuestion): Promise<ChatAnswer> {
  const { settings, address, key, direction, usage, signal } = question
  const messages = [
    { role: 'system', content: `${chatPrompt(settings, direction)}\n${form}` },
    { role: 'user', content: user },
  ]
  const about = { rate: 'sentences or concurrency', request: 'model, temperature, maxTokens and fields' }
  const how = { from: 'chatTranslator', wanted: 'a completion', about, address, key, timeout: settings.timeout, signal }
  return retried(
    async () => {
      const posted = await postJson({ ...chatFields(settings), messages }, how)
      const answer = readChatAnswer(posted, address.shown)
      usage.requests++
      usage.promptTokens += answer.promptTokens
      usage.completionTokens += answer.completionTokens
      return answer
    },
    { retries: settings.retries, signal },
  )
}
