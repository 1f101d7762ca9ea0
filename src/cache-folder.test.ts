import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { cacheFolder } from './cache-folder.ts'

describe('cacheFolder', () => {
  test("is the platform's place for caches", () => {
    const home = '/home/ada'
    expect(cacheFolder({ environment: {}, platform: 'linux', home })).toBe('/home/ada/.cache/vitest-retrieval')
    expect(cacheFolder({ environment: {}, platform: 'darwin', home })).toBe('/home/ada/Library/Caches/vitest-retrieval')
    expect(cacheFolder({ environment: {}, platform: 'win32', home: 'C:\\Users\\Ada' })).toBe(
      'C:\\Users\\Ada\\AppData\\Local\\vitest-retrieval',
    )
  })

  test("follows the platform's variable", () => {
    const environment = { XDG_CACHE_HOME: '/caches', LOCALAPPDATA: 'D:\\Local' }
    expect(cacheFolder({ environment, platform: 'linux', home: '/h' })).toBe('/caches/vitest-retrieval')
    expect(cacheFolder({ environment, platform: 'win32', home: 'C:\\h' })).toBe('D:\\Local\\vitest-retrieval')
    expect(cacheFolder({ environment, platform: 'darwin', home: '/h' })).toBe('/h/Library/Caches/vitest-retrieval')
  })

  test('ignores a variable that is empty or relative', () => {
    for (const value of ['', 'caches']) {
      const environment = { XDG_CACHE_HOME: value }
      expect(cacheFolder({ environment, platform: 'linux', home: '/h' })).toBe('/h/.cache/vitest-retrieval')
    }
  })

  test('is VITEST_RETRIEVAL_CACHE itself where it is set, relative ones from the working directory', () => {
    const environment = { VITEST_RETRIEVAL_CACHE: '/fast/disk', XDG_CACHE_HOME: '/caches' }
    expect(cacheFolder({ environment, platform: 'linux', home: '/h' })).toBe('/fast/disk')
    expect(cacheFolder({ environment: { VITEST_RETRIEVAL_CACHE: 'here' } })).toBe(resolve('here'))
  })
})
