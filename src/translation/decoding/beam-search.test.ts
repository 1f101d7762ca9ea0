import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { seeded } from '../../random.ts'
import { beamSearch } from './beam-search.ts'
import type { Generation, Search } from './generation.ts'
import { greedySearch } from './greedy-search.ts'
import { repeatingTokens } from './repeated-ngrams.ts'

const usual: Generation = {
  beams: 2,
  maxLength: 6,
  lengthPenalty: 1,
  earlyStopping: false,
  noRepeatNgram: 0,
  start: 0,
  ends: [0],
}

/** Log-probabilities of the tokens 0 … vocabulary − 1 behind a text. */
type Model = (text: readonly number[]) => readonly number[]

/** Runs a search on a model that knows whole texts. */
function searched(search: Search, model: Model, prefix: readonly number[]): readonly number[] {
  let texts: readonly (readonly number[])[] = [prefix.slice(0, -1)]
  while (!search.finished) {
    texts = search.rows.map(({ token, parent }) => [...texts[parent]!, token])
    search.take(
      texts.map((text) => {
        const ranked = model(text)
          .map((logProbability, token) => ({ token, logProbability }))
          .sort((a, b) => b.logProbability - a.logProbability)
          .slice(0, search.best)
        return {
          tokens: Int32Array.from(ranked, ({ token }) => token),
          logProbabilities: Float32Array.from(ranked, ({ logProbability }) => logProbability),
        }
      }),
    )
  }
  return search.text
}

/** Another distribution behind every text, the same for the same. */
function drawnModel(seed: number, vocabulary: number): Model {
  return (text) => {
    const random = seeded(text.reduce((mixed, token) => (mixed * 31 + token + 1) % 2 ** 30, seed + 1))
    const weights = Array.from({ length: vocabulary }, () => random() + 1e-3)
    const sum = weights.reduce((a, b) => a + b, 0)
    return weights.map((weight) => Math.log(weight / sum))
  }
}

describe('beamSearch', () => {
  // Behind 1 comes 2 (.6) or 3 (.4); behind 2 all is unlikely, behind 3 comes the end.
  const garden: Model = (text) => {
    const last = text.at(-1)
    const chances =
      last === 1 ? [0, 0, 0.6, 0.4, 0] : last === 3 ? [0.96, 0.01, 0.01, 0.01, 0.01] : [0.2, 0.2, 0.2, 0.2, 0.2]
    return chances.map(Math.log)
  }

  test('finds a text whose first token is not the likeliest', () => {
    expect(searched(beamSearch([0, 1], usual), garden, [0, 1])).toEqual([0, 1, 3, 0])
    expect(searched(greedySearch([0, 1], usual), garden, [0, 1]).slice(0, 3)).toEqual([0, 1, 2])
  })

  test('ends at the longest length, ended or not', () => {
    const endless: Model = () => [-30, -1, -2, -3, -4]
    expect(searched(beamSearch([0, 1], usual), endless, [0, 1])).toEqual([0, 1, 1, 1, 1, 1])
  })

  test('never writes a sequence of tokens twice that it must not', () => {
    const endless: Model = () => [-30, -1, -2, -3, -4]
    const text = searched(beamSearch([0, 1], { ...usual, maxLength: 12, noRepeatNgram: 2 }), endless, [0, 1])
    const pairs = text.slice(1).map((token, i) => `${text[i]} ${token}`)
    expect(new Set(pairs).size).toBe(pairs.length)
  })

  property.prop([fc.nat(1e6), fc.integer({ min: 3, max: 5 })])(
    'with as many beams as there are texts finds the best of all',
    (seed, maxLength) => {
      const model = drawnModel(seed, 4)
      const generation: Generation = { ...usual, beams: 4 ** 3, maxLength, lengthPenalty: 0, earlyStopping: 'never' }
      const found = searched(beamSearch([0, 1], generation), model, [0, 1])
      const best = allTexts([0, 1], maxLength).map((text) => ({ text, score: scoreOf(text, model) }))
      const greatest = best.reduce((a, b) => (b.score > a.score ? b : a))
      expect(scoreOf(found, model)).toBeCloseTo(greatest.score, 4)
    },
  )

  property.prop([fc.nat(1e6), fc.integer({ min: 1, max: 4 }), fc.constantFrom(true, false, 'never' as const)])(
    'equals the search that knows whole texts and no parents',
    (seed, beams, earlyStopping) => {
      const model = drawnModel(seed, 9)
      const generation: Generation = { ...usual, beams, maxLength: 9, earlyStopping }
      expect(searched(beamSearch([0, 1], generation), model, [0, 1])).toEqual(naiveBeams([0, 1], model, generation))
    },
  )
})

describe('repeatingTokens', () => {
  test('are those that followed the same tokens before', () => {
    expect([...repeatingTokens([5, 6, 7, 5, 6, 8, 5, 6], 3)]).toEqual([7, 8])
    expect([...repeatingTokens([5, 6, 5], 1)]).toEqual([5, 6])
    expect([...repeatingTokens([5, 6, 5], 0)]).toEqual([])
    expect([...repeatingTokens([5, 6], 3)]).toEqual([])
  })
})

/** Every text from the prefix that ends at 0 or at the longest length. */
function allTexts(prefix: readonly number[], maxLength: number): (readonly number[])[] {
  if (prefix.length >= maxLength || (prefix.length > 2 && prefix.at(-1) === 0)) return [prefix]
  return [0, 1, 2, 3].flatMap((token) => allTexts([...prefix, token], maxLength))
}

function scoreOf(text: readonly number[], model: Model): number {
  return text.reduce((sum, token, i) => (i < 2 ? sum : sum + model(text.slice(0, i))[token]!), 0)
}

/** As the papers have it, over whole texts with no beam that remembers its parent. */
function naiveBeams(
  prefix: readonly number[],
  model: Model,
  { beams, maxLength, earlyStopping }: Generation,
): readonly number[] {
  let running = [{ text: prefix, score: 0 }]
  let ended: { text: readonly number[]; score: number }[] = []
  for (let length = prefix.length; length < maxLength; length++) {
    const next = running
      .flatMap(({ text, score }) => model(text).map((p, token) => ({ text: [...text, token], score: score + p })))
      .sort((a, b) => b.score - a.score)
    const over = (text: readonly number[]): boolean => text.at(-1) === 0 || text.length >= maxLength
    ended.push(
      ...next
        .slice(0, beams)
        .filter(({ text }) => over(text))
        .map(({ text, score }) => ({ text, score: score / length })),
    )
    ended = ended.sort((a, b) => b.score - a.score).slice(0, beams)
    running = next.filter(({ text }) => !over(text)).slice(0, beams)
    if (ended.length < beams || running.length === 0) continue
    const hoped = running[0]!.score / (earlyStopping === 'never' ? maxLength - 1 : length)
    if (earlyStopping === true || hoped <= ended.at(-1)!.score) break
  }
  return ended[0]!.text
}
