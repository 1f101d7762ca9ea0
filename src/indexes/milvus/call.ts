/** What Milvus's client resolves to, or is a part of it: `{}` where the server does not know the call. */
interface Answer {
  readonly status?: Status
}

interface Status {
  readonly code?: number
  readonly error_code?: string | number
  readonly reason?: string
}

/** Asks one server, and believes only what it answers with success. */
export interface Calls {
  /** @throws {Error} the server cannot be reached or refuses, in words; the signal's reason once it aborted */
  ask<A>(what: string, call: () => Promise<A>, signal?: AbortSignal): Promise<A>
  /** An error in the same words. */
  failure(what: string, found: string, cause?: unknown): Error
}

/** @param where the server and the collection, for errors */
export function calls(where: string): Calls {
  const failure = (what: string, found: string, cause?: unknown): Error =>
    new Error(`milvus: ${where} must ${what}; got ${found}.${remedyOf(found)}`, cause === undefined ? {} : { cause })
  return {
    failure,
    async ask(what, call, signal) {
      const answer = await unlessAborted(call, signal).catch((cause: unknown) => {
        if (signal?.aborted && cause === signal.reason) throw cause
        throw failure(what, thrown(cause), cause)
      })
      const status = statusOf(answer)
      if (status.code === 0) return answer
      throw failure(what, refused(status), answer)
    },
  }
}

export function statusOf(answer: unknown): Status {
  const { status } = (answer ?? {}) as Answer
  return status ?? ((answer ?? {}) as Status)
}

/** Calls cannot be taken back: one that is under way when the signal aborts ends unheard. */
export async function unlessAborted<A>(call: () => Promise<A>, signal: AbortSignal | undefined): Promise<A> {
  signal?.throwIfAborted()
  if (!signal) return await call()
  const { promise, reject } = Promise.withResolvers<never>()
  const abort = (): void => reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await Promise.race([call(), promise])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

/** Not all that the client throws is an error, and its TypeErrors tell of answers that it did not expect. */
function thrown(cause: unknown): string {
  if (cause instanceof TypeError) return `an answer that the client cannot read (${cause.message})`
  if (cause instanceof Error) return cause.message.trim().replace(/\.$/, '')
  return refused(statusOf(cause))
}

function refused({ code, error_code, reason }: Status): string {
  if (code === undefined && error_code === undefined && !reason) return 'no status: the server does not know the call'
  return `${reason || 'a refusal without a reason'} (code ${code ?? error_code})`.replace(/\s*\n\s*/g, ' ')
}

function remedyOf(found: string): string {
  return /UNAVAILABLE|ECONNREFUSED|DEADLINE_EXCEEDED/.test(found) ? ' See that the server runs and can be reached.' : ''
}
