import { statSync } from 'node:fs'
import { chatTranslator } from '../translation/chat-translator.ts'
import { fileTranslator } from '../translation/file-translator.ts'
import type { Translator } from '../translation/translator.ts'

/** A translator as a command line names it. */
export interface TranslatorFlags {
  /** The URL of an endpoint, a model folder or `org/name@revision` of a hub, or a file of translations. */
  readonly translator: string
  /** The model's name at an endpoint. */
  readonly model?: string
  /** The environment variable with an endpoint's key. */
  readonly apiKeyVariable?: string
}

/** Makes what `--translator` names. Tests have translators of their own. */
export type OpenTranslator = (flags: TranslatorFlags) => Promise<Translator>

/** @throws {RangeError} nothing is there, or an option is of another kind of translator */
export const openTranslator: OpenTranslator = async ({ translator, model, apiKeyVariable }) => {
  if (/^https?:\/\//i.test(translator)) {
    if (model === undefined) throw new RangeError("--model must name the endpoint's model; got none.")
    return chatTranslator({ url: translator, model, ...(apiKeyVariable !== undefined && { apiKeyVariable }) })
  }
  if (model !== undefined) throw new RangeError(`--model is for an endpoint; got "${model}" for ${translator}.`)
  if (apiKeyVariable !== undefined) throw new RangeError(`--api-key-variable is for an endpoint; got ${translator}.`)
  const found = statSync(translator, { throwIfNoEntry: false })
  if (found?.isFile()) return fileTranslator(translator)
  if (found || /^[\w.-]+\/[\w.-]+@\w/.test(translator)) {
    // A model takes long to load; the others should not wait for its packages.
    const { m2m100Translator } = await import('../translation/m2m100.ts')
    return m2m100Translator(translator)
  }
  throw new RangeError(
    `--translator must be the URL of an endpoint, a model folder, org/name@revision of a hub, or a file of translations; got ${translator}, which is not there.`,
  )
}
