import { expect, test } from 'vitest'
import { fileUrl, hubPlace } from './hub-place.ts'
import { isOffline } from './offline.ts'

test.each([
  [{}, {}, { endpoint: 'https://huggingface.co' }],
  [
    {},
    { HF_ENDPOINT: 'https://mirror.example/hf/', HF_TOKEN: ' hf_x\n' },
    { endpoint: 'https://mirror.example/hf', token: 'hf_x' },
  ],
  [{ token: '' }, { HF_TOKEN: 'hf_x', HF_ENDPOINT: '' }, { endpoint: 'https://huggingface.co' }],
])('hubPlace of %o under %o', (options, environment, place) => {
  expect(hubPlace(options, environment)).toEqual(place)
})

test('hubPlace refuses what is no address', () => {
  expect(() => hubPlace({ endpoint: 'mirror.example' }, {})).toThrow(
    /must be an address.*got "mirror\.example"\. Check HF_ENDPOINT/,
  )
})

test('fileUrl escapes what has a meaning in addresses', () => {
  const commit = 'a'.repeat(40)
  const at = { commit, path: 'data/a b#1?.json' }
  const rest = `resolve/${commit}/data/a%20b%231%3F.json`
  expect(fileUrl('https://hub', { kind: 'model', name: 'org/m' }, at)).toBe(`https://hub/org/m/${rest}`)
  expect(fileUrl('https://hub', { kind: 'dataset', name: 'org/d' }, at)).toBe(`https://hub/datasets/org/d/${rest}`)
})

test.each([
  [undefined, undefined, false],
  [undefined, '', false],
  [undefined, '0', false],
  [undefined, '1', true],
  [undefined, 'true', true],
  [false, '1', false],
  [true, undefined, true],
])('isOffline: asked %s, environment %s: %s', (asked, variable, offline) => {
  expect(isOffline(asked, variable === undefined ? {} : { VITEST_RETRIEVAL_OFFLINE: variable })).toBe(offline)
})
