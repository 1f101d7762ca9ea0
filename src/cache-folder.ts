import { homedir } from 'node:os'
import { posix, win32 } from 'node:path'

/** What decides where a cache lies. Tests give their own. */
export interface CachePlace {
  readonly environment?: Readonly<Record<string, string | undefined>>
  readonly platform?: NodeJS.Platform
  readonly home?: string
}

/**
 * The folder for what can be computed again: the one that VITEST_RETRIEVAL_CACHE names, else `vitest-retrieval` in the
 * platform's place for caches: XDG_CACHE_HOME or ~/.cache, ~/Library/Caches, %LOCALAPPDATA%. Nothing is created.
 *
 * @see XDG Base Directory Specification 0.8: a relative XDG_CACHE_HOME is ignored
 */
export function cacheFolder({
  environment = process.env,
  platform = process.platform,
  home = homedir(),
}: CachePlace = {}): string {
  const { isAbsolute, join, resolve } = platform === 'win32' ? win32 : posix
  const own = environment['VITEST_RETRIEVAL_CACHE']
  if (own) return resolve(own)
  const named = environment[platform === 'win32' ? 'LOCALAPPDATA' : 'XDG_CACHE_HOME']
  if (named && platform !== 'darwin' && isAbsolute(named)) return join(named, 'vitest-retrieval')
  return join(home, ...usual(platform), 'vitest-retrieval')
}

function usual(platform: NodeJS.Platform): readonly string[] {
  if (platform === 'win32') return ['AppData', 'Local']
  return platform === 'darwin' ? ['Library', 'Caches'] : ['.cache']
}
