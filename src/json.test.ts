import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { jsonFault, parseJson } from './json.ts'

describe('parseJson', () => {
  test('returns the value', () => {
    expect(parseJson(' {"a": [1, null, "\\u00e9"]}\n', 'a.json')).toEqual({ a: [1, null, 'é'] })
  })
  test.each([
    ['a missing comma', '{\n  "a": 1\n  "b": 2\n}', 'a.json:3:3: the text must be JSON; got "\\"b\\": 2\\n}"'],
    ['a trailing comma', '[1,\n2,\n]', 'a.json:3:1:'],
    ['a line end in a text', '["a\nb"]', 'a.json:1:2:'],
    ['a bad escape', '["a\\x"]', 'a.json:1:2:'],
    ['a bare word', '{"a": NaN}', 'a.json:1:7: the text must be JSON; got "NaN}"'],
    ['a leading zero', '[01]', 'a.json:1:3:'],
    ['a second value', '{}\n{}', 'a.json:2:1:'],
    ['a comment', '{\n// why\n}', 'a.json:2:1:'],
    ['a text cut off', '{"a": [1,\n  2', 'a.json:2:4: the text must be JSON; the text ends here'],
    ['nothing', '', 'a.json:1:1: the text must be JSON; the text ends here'],
  ])('says where for %s', (_, text, message) => {
    expect(() => parseJson(text, 'a.json')).toThrow(message)
    expect(() => parseJson(text, 'a.json')).toThrow(SyntaxError)
  })
  test.each([
    [
      '100,000 brackets, one a line',
      '\n['.repeat(100_000),
      'a.json:1002:1: the text must be JSON; got more than 1,000 open',
    ],
    [
      '100,000 brackets of arrays alone',
      '['.repeat(100_000),
      'a.json:1:1001: the text must be JSON; got more than 1,000 open brackets.',
    ],
    [
      '100,000 objects within each other',
      '{"a":'.repeat(100_000),
      'a.json:1:5001: the text must be JSON; got more than 1,000 open brackets.',
    ],
    ['a fault among 100,000 brackets', `[[x${'['.repeat(100_000)}`, 'a.json:1:3: the text must be JSON; got "x[[['],
  ])('says where for %s', (_, text, message) => {
    expect(() => parseJson(text, 'a.json')).toThrow(message)
    expect(() => parseJson(text, 'a.json')).toThrow(SyntaxError)
  })
  test('takes brackets however deep where each is closed, and those in texts for nothing', () => {
    expect(parseJson('['.repeat(100_000) + ']'.repeat(100_000), 'a.json')).toHaveLength(1)
    expect(() => parseJson(`["${'['.repeat(2_000)}"`, 'a.json')).toThrow(
      'a.json:1:2004: the text must be JSON; the text ends here',
    )
  })
})

const damaged = fc
  .record({
    text: fc.json(),
    at: fc.nat(),
    put: fc.constantFrom('', '"', '\\', ',', '}', ']', 'x', '0', '\n', '-', ':'),
    cut: fc.nat(2),
  })
  .map(({ text, at, put, cut }) => text.slice(0, at % text.length) + put + text.slice((at % text.length) + cut))

describe('jsonFault', () => {
  test.prop([damaged], { numRuns: 1000 })('lies at or before the place where the parser gives up', (text) => {
    const message = refusal(text)
    if (message === undefined) return
    const { line, column } = jsonFault(text)
    const before = text.split('\n').slice(0, line - 1)
    const offset = before.reduce((sum, each) => sum + each.length + 1, 0) + column - 1
    const told = /at position (\d+)/.exec(message)?.[1]
    expect(offset).toBeLessThanOrEqual(Number(told ?? text.length))
  })
})

function refusal(text: string): string | undefined {
  try {
    JSON.parse(text)
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}
