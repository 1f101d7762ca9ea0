import type { Language } from '../../retrieval.ts'

// Milvus reads the escapes of JSON's strings; templates with values apart are not known to all its servers.

export function inLanguage(language: Language): string {
  return `language == ${JSON.stringify(language)}`
}

export function withIds(ids: readonly string[]): string {
  return `id in ${JSON.stringify(ids)}`
}
