import { describe, expect, test } from 'vitest'
import { jsonPlace } from './json-place.ts'

const root = jsonPlace({ data: [{ title: 'a', count: 2, half: 0.5, none: null }] }, 'a.json')
const first = root.key('data').items()[0]!

describe('jsonPlace', () => {
  test('reads values and knows their paths', () => {
    expect(first.key('title').string()).toBe('a')
    expect(first.key('count').integer()).toBe(2)
    expect(first.key('title').name).toBe('a.json: $.data[0].title')
  })
  test.each<[string, () => unknown, string]>([
    [
      'a missing key',
      () => first.key('name'),
      'a.json: $.data[0]: the key "name" must be there; got the keys title, count, half, none.',
    ],
    ['a key that only the prototype has', () => first.key('toString'), 'the key "toString" must be there'],
    [
      'a key of no object',
      () => root.key('data').key('title'),
      'a.json: $.data: the value must be an object; got an array of 1.',
    ],
    ['items of no array', () => first.items(), 'the value must be an array; got an object.'],
    [
      'text that is none',
      () => first.key('count').string(),
      'a.json: $.data[0].count: the value must be a string; got 2.',
    ],
    ['null for text', () => first.key('none').string(), 'got null.'],
    ['an integer that is none', () => first.key('half').integer(), 'the value must be an integer; got 0.5.'],
    ['digits for an integer', () => first.key('title').integer(), 'got "a".'],
  ])('rejects %s, naming the place', (_, read, message) => {
    expect(read).toThrow(message)
    expect(read).toThrow(TypeError)
  })
})
