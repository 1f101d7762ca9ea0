import { describe, expect, test } from 'vitest'
import { hubReference } from './hub-reference.ts'

const nowhere = { folderExists: false }

describe('hubReference', () => {
  test.each([
    ['intfloat/multilingual-e5-small', 'intfloat/multilingual-e5-small', undefined],
    ['sentence-transformers/LaBSE@v1.0', 'sentence-transformers/LaBSE', 'v1.0'],
    ['a/b@refs/pr/7', 'a/b', 'refs/pr/7'],
  ])('reads %s', (text, repository, revision) => {
    expect(hubReference(text, nowhere)).toEqual({ repository, revision })
  })

  test.each([
    './models/e5',
    '../e5',
    '/models/e5',
    'models/e5/',
    'models/e5/small',
    'e5',
    '',
    'a/b@',
    'C:\\models\\e5',
    'a/..',
  ])('takes "%s" for a folder', (text) => {
    expect(hubReference(text, nowhere)).toBeUndefined()
  })

  test('takes a folder that exists for a folder, whatever its name', () => {
    expect(hubReference('intfloat/multilingual-e5-small', { folderExists: true })).toBeUndefined()
  })
})
