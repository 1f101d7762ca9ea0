import { describe, expect, test } from 'vitest'
import { calls } from './call.ts'

const { ask } = calls('the server')

describe('calls', () => {
  test('gives an answer back that says success', async () => {
    expect(await ask('count', async () => ({ status: { code: 0 }, data: 3 }))).toEqual({ status: { code: 0 }, data: 3 })
    expect(await ask('flush', async () => ({ code: 0, error_code: 'Success' }))).toMatchObject({ code: 0 })
  })

  test.for<[string, unknown, string]>([
    ['a status', { status: { code: 6, error_code: 6, reason: 'no\n  such' } }, 'must ask; got no such (code 6).'],
    [
      'a status of its own',
      { code: 100, error_code: 'CollectionNotExists', reason: '' },
      'got a refusal without a reason (code 100).',
    ],
    [
      'a status by name alone',
      { status: { error_code: 'UnexpectedError', reason: 'why' } },
      'got why (code UnexpectedError).',
    ],
    ['an empty object', {}, 'got no status: the server does not know the call.'],
    ['nothing', undefined, 'got no status: the server does not know the call.'],
  ])('refuses %s', async ([, answer, message]) => {
    await expect(ask('ask', async () => answer)).rejects.toThrow(message)
  })

  test.for<[string, unknown, string]>([
    [
      'an object that is no error',
      { code: 100, reason: 'not found' },
      'milvus: the server must ask; got not found (code 100).',
    ],
    ['a TypeError', new TypeError("reading 'scores'"), "got an answer that the client cannot read (reading 'scores')."],
    [
      'an error',
      new Error('14 UNAVAILABLE: no.'),
      'got 14 UNAVAILABLE: no. See that the server runs and can be reached.',
    ],
    ['nothing', undefined, 'got no status'],
  ])('makes an error of %s that is thrown, and keeps it as the cause', async ([, thrown, message]) => {
    const error = await ask('ask', () => Promise.reject(thrown)).catch((each: unknown) => each)
    expect(error).toBeInstanceOf(Error)
    expect((error as Error).message).toContain(message)
    expect((error as Error).cause).toBe(thrown)
  })

  test('waits no longer once it is aborted, whatever becomes of the call', async () => {
    const controller = new AbortController()
    const { promise, reject } = Promise.withResolvers<never>()
    const asked = ask('ask', () => promise, controller.signal)
    controller.abort(new Error('enough'))
    await expect(asked).rejects.toThrow(/^enough$/)
    reject(new Error('later, unheard'))
    await expect(ask('ask', async () => ({ code: 0 }), controller.signal)).rejects.toThrow(/^enough$/)
  })
})
