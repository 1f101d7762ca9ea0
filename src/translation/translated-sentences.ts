import type { Observer } from '../progress.ts'
import type { Translation, TranslationStore, Translations } from './translation-store.ts'
import type { Direction, Translator } from './translator.ts'

/** Sentences of all directions, counted for the progress. */
export interface TranslationTally {
  readonly total: number
  /** Translated now or before. */
  done: number
  /** Translated now. */
  asked: number
  /** Milliseconds spent on these. */
  time: number
}

export interface TranslateSentences extends Observer {
  readonly translator: Translator
  readonly direction: Direction
  /** Where translations are kept. Without it each is made anew. */
  readonly store?: TranslationStore
  readonly tally: TranslationTally
}

/**
 * Translations of sentences: those that are kept, and the others by the translator in groups, each kept before the next is
 * begun. Other processes that want the same direction wait, and then find what was made.
 *
 * @throws {RangeError} the translator gives more or fewer translations than texts, or something that is no text
 */
export async function translatedSentences(
  sentences: ReadonlySet<string>,
  options: TranslateSentences,
): Promise<Translations> {
  const { store, tally, signal, onProgress } = options
  const known = (await store?.read()) ?? new Map<string, Translation>()
  const note = (text: string) => onProgress?.({ ...progressOf(tally), note: text })
  if (!hasAll(known, sentences)) {
    const held = { ...(signal && { signal }), onWait: () => note('another process translates the same') }
    if (store) await store.hold((lost) => completed(known, sentences, options, lost), held)
    else await completed(known, sentences, options)
  }
  tally.done += sentences.size
  return new Map(Array.from(sentences, (sentence) => [sentence, known.get(sentence)!]))
}

async function completed(
  known: Map<string, Translation>,
  sentences: ReadonlySet<string>,
  options: TranslateSentences,
  lost?: AbortSignal,
): Promise<void> {
  const { translator, store, signal } = options
  for (const [source, translation] of (await store?.read()) ?? []) known.set(source, translation)
  const missing = [...sentences].filter((sentence) => !known.has(sentence))
  const signals = [signal, lost].filter((one) => one !== undefined)
  const either = signals.length > 0 ? AbortSignal.any(signals) : undefined
  const size = translator.batch ?? 16
  for (let start = 0; start < missing.length; start += size) {
    either?.throwIfAborted()
    const before = sentences.size - missing.length + start
    const made = await translatedGroup(missing.slice(start, start + size), { before, options, either })
    await store?.append(made)
    for (const [source, translation] of made) known.set(source, translation)
    options.onProgress?.(progressOf(options.tally, before + made.size))
  }
}

interface Group {
  /** Sentences of the direction that are done. */
  readonly before: number
  readonly options: TranslateSentences
  readonly either: AbortSignal | undefined
}

async function translatedGroup(texts: readonly string[], { before, options, either }: Group): Promise<Translations> {
  const { translator, direction, tally, onProgress } = options
  const truncated = new Set<number>()
  const start = performance.now()
  const translations = await translator.translate(texts, {
    ...direction,
    ...(either && { signal: either }),
    onTruncated: (index) => truncated.add(index),
    onProgress: (progress) => {
      if (progress.stage !== 'translate') return onProgress?.(progress)
      onProgress?.(progressOf(tally, before + Math.min(progress.done, texts.length), progress.note))
    },
  })
  verifyTranslations(translator.name, texts, translations)
  tally.asked += texts.length
  tally.time += performance.now() - start
  return new Map(
    texts.map((text, index) => {
      const translation = translations[index]!.replace(/\p{White_Space}+/gu, ' ').trim()
      return [text, { translation, ...(truncated.has(index) && { truncated: true }) }]
    }),
  )
}

function progressOf({ done, total, asked, time }: TranslationTally, more = 0, note?: string) {
  const rate = asked > 0 ? `${((1000 * asked) / Math.max(time, 1)).toPrecision(3)} sentences/s` : undefined
  const said = [note, rate].filter((text) => text !== undefined).join(', ')
  return { stage: 'translate', done: done + more, total, unit: 'sentences', ...(said && { note: said }) } as const
}

function hasAll(known: Translations, sentences: ReadonlySet<string>): boolean {
  for (const sentence of sentences) if (!known.has(sentence)) return false
  return true
}

function verifyTranslations(name: string, texts: readonly string[], translations: readonly unknown[]): void {
  const strange = translations.find((translation) => typeof translation !== 'string')
  if (translations.length === texts.length && strange === undefined) return
  const got = strange === undefined ? `${translations.length}` : JSON.stringify(strange)
  throw new RangeError(`translate: ${name} must give a translation for each of ${texts.length} texts; got ${got}.`)
}
