import { fc, test } from '@fast-check/vitest'
import { describe, expect, vi } from 'vitest'
import { drawInteger, type Random, seeded } from '../random.ts'
import { bandingFor, foundProbability } from './banding.ts'
import { nearDuplicates, sketched } from './near-duplicates.ts'
import { shingles } from './shingles.ts'

vi.setConfig({ testTimeout: 30_000 })

const letters = 'abcdefghijklmnopqrstuvwxyz'
const drawText = (random: Random, length: number): string =>
  Array.from({ length }, () => letters[drawInteger(random, letters.length)]).join('')

/** Naive: of the texts themselves. */
function similarityOf(a: string, b: string): number {
  const [ofA, ofB] = [shingles(a), shingles(b)]
  return ofA.intersection(ofB).size / ofA.union(ofB).size
}

function near(wanted: readonly string[], searched: readonly string[], threshold: number) {
  const banding = bandingFor(threshold)
  return nearDuplicates(sketched(wanted, banding), sketched(searched, banding), { threshold, banding })
}

/** Few words, so that texts resemble each other in many degrees. */
const similarTexts = fc.uniqueArray(
  fc
    .array(fc.constantFrom('what', 'is', 'the', 'capital', 'of', 'france', 'ghana'), { minLength: 4, maxLength: 7 })
    .map((words) => words.join(' ')),
  { maxLength: 40 },
)

describe('nearDuplicates', () => {
  test('finds a text with one letter changed and not one with other words', () => {
    const searched = ['something else altogether', 'the quick brown fox jumps over the lazy dog']
    const [similar, other] = near(['the quick brown fax jumps over the lazy dog', 'a slow red hen'], searched, 0.7)
    // 43 characters, 40 shingles, "the " twice: 39 each, of which the four with the letter differ.
    expect(similar).toEqual({ index: 1, similarity: 35 / 43 })
    expect(other).toBeUndefined()
  })

  test.prop([similarTexts, similarTexts, fc.constantFrom(0.3, 0.5, 0.8, 1)])(
    'names only texts whose true similarity reaches the threshold',
    (wanted, searched, threshold) => {
      near(wanted, searched, threshold).forEach((match, index) => {
        if (match === undefined) return
        expect(match.similarity).toBe(similarityOf(wanted[index]!, searched[match.index]!))
        expect(match.similarity).toBeGreaterThanOrEqual(threshold)
      })
    },
  )
  test.prop([similarTexts, similarTexts])('finds every pair of equal sets of shingles', (wanted, searched) => {
    near(wanted, searched, 0.8).forEach((match, index) => {
      const twin = searched.some((text) => similarityOf(text, wanted[index]!) === 1)
      if (twin) expect(match).toBeDefined()
    })
  })

  // A fixed seed: each count of 2000 independent pairs must lie within four standard deviations of the formula's.
  test.each([
    { changed: 1, length: 11, bands: 4, rows: 3 },
    { changed: 1, length: 15, bands: 4, rows: 3 },
    { changed: 1, length: 19, bands: 4, rows: 3 },
    { changed: 1, length: 27, bands: 4, rows: 3 },
    { changed: 2, length: 40, bands: 4, rows: 3 },
    { changed: 8, length: 120, bands: 4, rows: 3 },
    { changed: 7, length: 100, bands: 21, rows: 6 },
    { changed: 7, length: 120, bands: 21, rows: 6 },
  ])(
    'compares pairs as often as the formula says: $changed of $length letters changed, $bands × $rows',
    ({ changed, length, ...banding }) => {
      const random = seeded(length)
      let found = 0
      let expected = 0
      let variance = 0
      for (let pair = 0; pair < 2000; pair++) {
        const text = drawText(random, length)
        const other = withChanges(text, changed)
        const probability = foundProbability(similarityOf(text, other), banding)
        expected += probability
        variance += probability * (1 - probability)
        const [wanted, searched] = [sketched([text], banding), sketched([other], banding)]
        if (nearDuplicates(wanted, searched, { threshold: 0.01, banding })[0]) found++
      }
      expect(Math.abs(found - expected) / Math.sqrt(variance)).toBeLessThan(4)
    },
  )

  // Reference: every pair compared. The template puts thousands of texts into one bucket.
  test('misses no more texts of one template than the formula allows', () => {
    const random = seeded(3)
    const question = (): string => `what is the capital city of the country of ${drawText(random, 6)}`
    const searched = Array.from({ length: 400 }, question)
    const wanted = [...searched.slice(0, 200).map((text) => `${text}s`), ...Array.from({ length: 200 }, question)]
    const threshold = 0.9
    const matches = near(wanted, searched, threshold)
    const there = wanted.map((text) => searched.some((other) => similarityOf(text, other) >= threshold))
    const missed = there.filter((each, index) => each && matches[index] === undefined).length
    expect(there.filter(Boolean)).toHaveLength(200)
    expect(missed).toBeLessThanOrEqual(200 * (1 - foundProbability(threshold, bandingFor(threshold))) + 4)
    expect(matches.slice(200)).toEqual(there.slice(200).map(() => undefined))
  })
})

/** The text with letters in capitals, spread evenly. */
function withChanges(text: string, changed: number): string {
  const characters = [...text]
  for (let i = 1; i <= changed; i++) {
    const at = Math.floor((i * text.length) / (changed + 1))
    characters[at] = characters[at]!.toUpperCase()
  }
  return characters.join('')
}
