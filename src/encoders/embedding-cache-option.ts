import { cacheFolder } from '../cache-folder.ts'
import { type EmbeddingCache, type EmbeddingCacheOptions, embeddingCache } from './embedding-cache.ts'

/** An encoder's `cache`: a folder, the usual one, or none. */
export function cacheOption(
  where: boolean | string,
  options: Omit<EmbeddingCacheOptions, 'folder'>,
): { readonly cache?: EmbeddingCache } {
  if (where === false) return {}
  return { cache: embeddingCache({ ...options, folder: where === true ? cacheFolder() : where }) }
}
