import { type Banding, bandingFor } from './banding.ts'
import { nearDuplicates, type Sketched, sketched } from './near-duplicates.ts'
import { normalizedText } from './normalized-text.ts'

/** What a text was found to repeat. */
export interface Seen<Known> {
  readonly kind: 'exact' | 'near'
  /** Jaccard similarity; 1 for exact ones. */
  readonly similarity: number
  /** The first known text that, normalised, is the one found. */
  readonly known: Known
}

/** Looks up normalised texts, given once, among sets of known ones. */
export interface SeenTexts {
  /** Which of the texts repeat a known one, by the normalised text. */
  among<Known extends { readonly text: string }>(known: Iterable<Known>): ReadonlyMap<string, Seen<Known>>
}

/** @param normalized distinct texts, as `normalizedText` leaves them */
export function seenTexts(normalized: readonly string[], threshold: number): SeenTexts {
  const banding = bandingFor(threshold)
  const sketchedOnce = sketched(normalized, banding)
  return {
    among<Known extends { readonly text: string }>(known: Iterable<Known>) {
      const firsts = firstByText(known)
      const exact = normalized.map((text) => firsts.has(text))
      const rest = without(sketchedOnce, exact, banding)
      const searched = sketched([...firsts.keys()], banding)
      const near = nearDuplicates(rest, searched, { threshold, banding })
      const seen = new Map<string, Seen<Known>>()
      normalized.forEach((text, index) => {
        if (exact[index]) seen.set(text, { kind: 'exact', similarity: 1, known: firsts.get(text)! })
      })
      rest.texts.forEach((text, index) => {
        const match = near[index]
        if (match === undefined) return
        const of = firsts.get(searched.texts[match.index]!)!
        seen.set(text, { kind: 'near', similarity: match.similarity, known: of })
      })
      return seen
    },
  }
}

/** Exact matches alone, holding none of the known texts: for more of them than there is time or memory for. */
export function seenExactly(normalized: readonly string[]): SeenTexts {
  const wanted = new Set(normalized)
  return {
    among<Known extends { readonly text: string }>(known: Iterable<Known>) {
      const seen = new Map<string, Seen<Known>>()
      for (const each of known) {
        const text = normalizedText(each.text)
        if (wanted.has(text) && !seen.has(text)) seen.set(text, { kind: 'exact', similarity: 1, known: each })
      }
      return seen
    },
  }
}

function firstByText<Known extends { readonly text: string }>(known: Iterable<Known>): Map<string, Known> {
  const firsts = new Map<string, Known>()
  for (const each of known) {
    const text = normalizedText(each.text)
    if (!firsts.has(text)) firsts.set(text, each)
  }
  return firsts
}

/** The texts that are not dropped, with their keys. */
function without({ texts, keys }: Sketched, dropped: readonly boolean[], { bands }: Banding): Sketched {
  const kept = [...texts.keys()].filter((index) => !dropped[index])
  const ofKept = new Uint32Array(kept.length * bands)
  kept.forEach((index, at) => {
    ofKept.set(keys.subarray(index * bands, (index + 1) * bands), at * bands)
  })
  return { texts: kept.map((index) => texts[index]!), keys: ofKept }
}
