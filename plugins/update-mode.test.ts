import { describe, expect, test } from 'vitest'
import { acceptedKeys, updateMode, updateModeOf } from './update-mode.ts'

describe('what a run may do to the baseline', () => {
  test.each([
    [{}, 'all'],
    [{ CI: 'true' }, 'none'],
    [{ CI: '1' }, 'none'],
    [{ CI: 'false' }, 'all'],
    [{ CI: '' }, 'all'],
  ] as const)('under %j and -u is %s', (env, mode) => {
    expect(updateMode({ update: 'all' }, env)).toBe(mode)
  })

  test('is nothing for cases that are not to be accepted', () => {
    const env = { VITEST_RETRIEVAL_ACCEPT: 'hybrid$' }
    const modes = ['a > hybrid', 'a > hybrid > two'].map((key) => updateModeOf(key, { update: 'all' }, env))
    expect(modes).toEqual(['all', 'none'])
    // Without -u new cases are added as ever.
    expect(updateModeOf('a > other', { update: 'new' }, env)).toBe('new')
    expect(acceptedKeys({}).narrowed).toBe(false)
  })

  test('is refused where the pattern is none', () => {
    expect(() => acceptedKeys({ VITEST_RETRIEVAL_ACCEPT: '(' })).toThrow(
      /VITEST_RETRIEVAL_ACCEPT: it must be a regular expression/,
    )
  })
})
