import { answeredJson, beginning, type Posted } from '../http/post-json.ts'
import { RequestFailure } from '../http/request-failure.ts'

/** What a model said. */
export interface ChatAnswer {
  /** Without what it thought before, and without white space around it. */
  readonly content: string
  /** Why it ended: it had said all, it reached a limit, or it or its keeper would not. */
  readonly end: 'done' | 'limit' | 'refused'
  readonly promptTokens: number
  readonly completionTokens: number
}

/**
 * Reads an answer of `/v1/chat/completions`.
 *
 * @throws {RequestFailure} it is none
 */
export function readChatAnswer(posted: Posted, server: string): ChatAnswer {
  const fail = (rule: string, got: string): never => {
    throw new RequestFailure(`chatTranslator: ${server} must ${rule}; got ${got}.`)
  }
  const { choices, usage } = answeredJson(posted, fail) as { choices?: unknown; usage?: unknown }
  const choice = Array.isArray(choices) ? (choices[0] as unknown) : undefined
  const { message, finish_reason: reason } = fields(choice)
  const { content, refusal } = fields(message)
  const end = endOf(reason, refusal)
  if (typeof content !== 'string' && end === 'done') {
    return fail('answer with `choices[0].message.content`', beginning(posted.show(posted.body)))
  }
  return {
    content: withoutThoughts(typeof content === 'string' ? content : ''),
    end,
    promptTokens: counted(usage, 'prompt_tokens'),
    completionTokens: counted(usage, 'completion_tokens'),
  }
}

/**
 * The translations of an answer in the form that was asked for, a JSON array numbered from 1, in code fences or not.
 *
 * @returns undefined where the model broke the form: another count, another order, an item without text
 */
export function numberedTranslations({ content, end }: ChatAnswer, count: number): string[] | undefined {
  if (end !== 'done') return undefined
  const items = parsed(content.replace(/^```(?:json)?\s*|\s*```$/g, ''))
  if (!Array.isArray(items) || items.length !== count) return undefined
  const texts = items.map((item, i) => {
    const { n, translation } = fields(item)
    return n === i + 1 && typeof translation === 'string' ? translation.trim() : ''
  })
  return texts.includes('') ? undefined : texts
}

/** Models that think aloud put it before their answer; one that never ends has no answer after it. */
function withoutThoughts(content: string): string {
  return content.replace(/^\s*<think>.*?(?:<\/think>|$)/s, '').trim()
}

function endOf(reason: unknown, refusal: unknown): ChatAnswer['end'] {
  if (reason === 'content_filter' || (typeof refusal === 'string' && refusal !== '')) return 'refused'
  return reason === 'length' ? 'limit' : 'done'
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function counted(usage: unknown, name: string): number {
  const count = fields(usage)[name]
  return typeof count === 'number' && Number.isFinite(count) ? count : 0
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
