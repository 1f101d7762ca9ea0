import { RequestFailure } from './request-failure.ts'

export interface ServerPoolOptions<Server> {
  /** Any of them can do any task. */
  readonly servers: readonly Server[]
  /** Tasks at the same time at each. */
  readonly concurrency: number
  /** Failures in a row that a server is forgiven before a task no longer waits for it. */
  readonly retries: number
  /** Asks a server that is new or comes back, before it gets tasks. @throws {UnfitServer} it must never get any */
  readonly prove: (server: Server, signal: AbortSignal) => Promise<void>
  /** Begins messages: the function of the library. */
  readonly from: string
  /** Names a server in messages. */
  readonly name: (server: Server) => string
  /** Milliseconds for which a server that failed is set aside; twice as long after each further failure, up to 30 s. @default 500 */
  readonly pause?: number
  /** Milliseconds that a first try may always take, before it is compared with the slowest answer so far. @default 1000 */
  readonly patience?: number
}

export interface TaskOptions {
  readonly signal?: AbortSignal
  /** Whether whoever asks can ask for less: then a failure with that remedy is theirs. @default false */
  readonly divisible?: boolean
}

export interface ServerPool<Server> {
  /**
   * Has a task done by the server with the fewest tasks at the moment, and by another where that one fails.
   *
   * @throws {Error} no server did it: what each one said; what is no failure of a request, as it is; the signal's reason
   */
  run<T>(task: (server: Server, signal: AbortSignal) => Promise<T>, options?: TaskOptions): Promise<T>
}

/** A server that does something other than those it stands beside. */
export class UnfitServer extends Error {}

interface Member<Server> {
  readonly server: Server
  state: 'new' | 'proving' | 'ready' | 'refused'
  /** Tasks that it has. */
  running: number
  /** Since its last success. */
  failures: number
  /** Ever. */
  setAside: number
  /** When it was set aside last, and until when it is. */
  since: number
  until: number
  lost: unknown
}

interface Job<Server> extends TaskOptions {
  /** Tries that failed, by server. */
  readonly tries: Map<Member<Server>, number>
  /** Servers that another try would not change. */
  readonly out: Set<Member<Server>>
  /** How often each was set aside before the job came. */
  readonly before: Map<Member<Server>, number>
}

/** Longest milliseconds for which a server is set aside by itself, and longest that it may ask for. */
const longest = { chosen: 30_000, asked: 300_000 }
/** A first try that takes so many times the slowest answer so far is given to another server. */
const overdue = 5

/**
 * Servers that share tasks. One that fails is set aside for a while, proved again, and then gets tasks again; one that
 * answers much later than the others loses a task to them, once a task, so that slowness alone never ends it. A task has
 * one result: what comes later is not waited for.
 */
export function serverPool<Server>(options: ServerPoolOptions<Server>): ServerPool<Server> {
  const { servers, concurrency, retries, prove, from, name, pause = 500, patience = 1000 } = options
  const members = servers.map((server): Member<Server> => {
    return { server, state: 'new', running: 0, failures: 0, setAside: 0, since: 0, until: 0, lost: undefined }
  })
  let changed = Promise.withResolvers<void>()
  let proofs = new AbortController()
  let jobs = 0
  let slowest: number | undefined

  function change(): void {
    changed.resolve()
    changed = Promise.withResolvers()
  }

  /** @param began when the server was asked: failures of requests from before it was set aside are one with that */
  function lose(member: Member<Server>, error: unknown, began: number): void {
    member.lost = error
    if (error instanceof UnfitServer) member.state = 'refused'
    if (member.state === 'refused' || began < member.since) return
    const wait = error instanceof RequestFailure ? error.wait : 0
    member.failures++
    member.setAside++
    member.since = performance.now()
    const least = Math.max(wait, Math.min(longest.chosen, pause * 2 ** (member.failures - 1)))
    member.until = member.since + least * (1 + Math.random() / 2)
    member.state = 'new'
  }

  async function proved(member: Member<Server>): Promise<void> {
    const { signal } = proofs
    const began = performance.now()
    member.state = 'proving'
    try {
      await prove(member.server, signal)
      member.state = 'ready'
    } catch (error) {
      if (signal.aborted) member.state = 'new'
      else lose(member, error, began)
    }
    change()
  }

  /** Whether a job may still hope for a server. */
  function hopeful(member: Member<Server>, { out, before }: Job<Server>): boolean {
    if (member.state === 'refused' || out.has(member)) return false
    if (member.until - performance.now() > longest.asked * 1.5) return false
    return Math.min(member.failures, member.setAside - before.get(member)!) <= retries
  }

  /** The server for the next try, once one is free: it has a task more. */
  async function free(job: Job<Server>): Promise<Member<Server>> {
    for (;;) {
      job.signal?.throwIfAborted()
      const now = performance.now()
      for (const member of members) if (member.state === 'new' && member.until <= now) void proved(member)
      const left = members.filter((member) => hopeful(member, job))
      if (left.length === 0) throw none()
      const ready = left.filter(({ state, running }) => state === 'ready' && running < concurrency)
      const tries = (member: Member<Server>): number => job.tries.get(member) ?? 0
      const [best] = ready.sort((a, b) => tries(a) - tries(b) || a.running - b.running)
      if (best) {
        // At once: others may be choosing too.
        best.running++
        return best
      }
      const resting = left.filter(({ state }) => state === 'new').map(({ until }) => until - now)
      await woken(Math.min(...resting), job.signal)
    }
  }

  /** Waits for a change, or for so many milliseconds. */
  async function woken(after: number, signal: AbortSignal | undefined): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const timer = after < Infinity ? setTimeout(resolve, after) : undefined
    const abort = (): void => resolve()
    signal?.addEventListener('abort', abort)
    await Promise.race([changed.promise, promise])
    signal?.removeEventListener('abort', abort)
    clearTimeout(timer)
  }

  function none(): Error {
    const said = members.map(({ server, lost }) => (lost instanceof Error ? lost.message : `${name(server)}: nothing.`))
    return new Error(`${from}: one of ${members.length} servers must answer; none does.\n${said.join('\n')}`)
  }

  /** Ends a first try that takes far longer than any answer so far, where another server stands ready. */
  function impatience(member: Member<Server>, { tries }: Job<Server>): { signal: AbortSignal; stop(): void } {
    const late = new AbortController()
    const began = performance.now()
    const look = (): void => {
      const taken = performance.now() - began
      if (slowest === undefined || taken < overdue * slowest) return
      if (!members.some((other) => other !== member && other.state === 'ready')) return
      const rule = `${name(member.server)} must answer about as soon as the others, within ${(slowest / 1000).toFixed(1)} s`
      late.abort(new RequestFailure(`${from}: ${rule}; got nothing in ${(taken / 1000).toFixed(1)} s.`))
    }
    const timer = tries.size === 0 ? setInterval(look, patience) : undefined
    return { signal: late.signal, stop: () => clearInterval(timer) }
  }

  async function attempt<T>(task: (server: Server, signal: AbortSignal) => Promise<T>, job: Job<Server>): Promise<T> {
    for (;;) {
      const member = await free(job)
      const { signal, stop } = impatience(member, job)
      const began = performance.now()
      try {
        const result = await task(member.server, job.signal ? AbortSignal.any([job.signal, signal]) : signal)
        member.failures = 0
        slowest = Math.max(slowest ?? 0, performance.now() - began)
        return result
      } catch (error) {
        job.signal?.throwIfAborted()
        failed(member, job, { began, error: signal.aborted ? signal.reason : error, late: signal.aborted })
      } finally {
        stop()
        member.running--
        change()
      }
    }
  }

  /** @throws what another server would not change */
  function failed(
    member: Member<Server>,
    job: Job<Server>,
    { began, error, late }: { readonly began: number; readonly error: unknown; readonly late: boolean },
  ): void {
    const ofRequest = error instanceof RequestFailure
    if (!ofRequest && !(error instanceof UnfitServer)) throw error
    if (ofRequest && error.remedy === 'less' && job.divisible) throw error
    if (ofRequest && error.remedy !== 'again' && !late) job.out.add(member)
    job.tries.set(member, (job.tries.get(member) ?? 0) + 1)
    lose(member, error, began)
  }

  return {
    async run(task, given = {}) {
      const before = new Map(members.map((member) => [member, member.setAside]))
      jobs++
      try {
        return await attempt(task, { ...given, tries: new Map(), out: new Set(), before })
      } finally {
        // A proof that nobody waits for must not keep the process.
        if (--jobs === 0) {
          proofs.abort()
          proofs = new AbortController()
        }
      }
    },
  }
}
