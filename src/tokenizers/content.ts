import { addedTokenSplitter, addedTokens } from './added-tokens.ts'
import { type CacheBounds, remembered } from './bounded-cache.ts'
import { bpe } from './bpe.ts'
import { type Part, partOf, unsupported } from './definition.ts'
import type { Model } from './model.ts'
import { normalizer } from './normalizer.ts'
import { preTokenizer } from './pre-tokenizer.ts'
import { sentencePieceBpe } from './sentence-piece-bpe.ts'
import { unigram } from './unigram.ts'
import { wordPiece } from './word-piece.ts'

/** A text's own tokens, without special ones around it. */
export interface ContentTokenizer {
  /** The first `limit` ids, or all where there are fewer. Takes time linear in the text but for BPE's n log n in a word. */
  ids(text: string, limit: number): number[]
  readonly greatestId: number
}

/** About 20 MB when full. */
const bounds: CacheBounds = { size: 50_000, longestKey: 48 }

const models: Readonly<Record<string, (part: Part) => Model>> = {
  Unigram: unigram,
  BPE: bpe,
  WordPiece: wordPiece,
  SentencePieceBPE: sentencePieceBpe,
}

/**
 * Added tokens are cut out of the text, what lies between is normalised, cut at those added tokens that are looked for
 * only then, cut into words, and each word into tokens.
 *
 * @param definition contents of a tokenizer.json
 */
export function contentTokenizer(definition: Readonly<Record<string, unknown>>): ContentTokenizer {
  const normalize = normalizer(partOf(definition, 'normalizer'))
  const words = preTokenizer(partOf(definition, 'pre_tokenizer'))
  const { segment, greatestId } = model(partOf(definition, 'model'))
  const known = remembered(segment, bounds)
  const added = addedTokens(definition['added_tokens'])
  const given = addedTokenSplitter(added.filter(({ normalized }) => !normalized))
  const found = addedTokenSplitter(
    added.filter(({ normalized }) => normalized).map((token) => ({ ...token, content: normalize(token.content) })),
  )

  function append(ids: number[], text: string, { first, limit }: { first: boolean; limit: number }): void {
    for (const word of words(text, first)) {
      if (ids.length >= limit) return
      for (const id of known(word)) ids.push(id)
    }
  }

  return {
    greatestId: added.reduce((greatest, { id }) => Math.max(greatest, id), greatestId),
    ids(text, limit) {
      const ids: number[] = []
      given(text.toWellFormed()).forEach((outer, a) => {
        if (typeof outer === 'number') ids.push(outer)
        else {
          found(normalize(outer)).forEach((inner, b) => {
            if (typeof inner === 'number') ids.push(inner)
            else append(ids, inner, { first: a === 0 && b === 0, limit })
          })
        }
      })
      return ids.length > limit ? ids.slice(0, limit) : ids
    },
  }
}

function model(part: Part | undefined): Model {
  const make = part !== undefined && Object.hasOwn(models, part.type) ? models[part.type] : undefined
  if (part === undefined || make === undefined) throw unsupported('model', part?.type ?? 'none', Object.keys(models))
  return make(part)
}
