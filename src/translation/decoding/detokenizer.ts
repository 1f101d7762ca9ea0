import { addedTokens } from '../../tokenizers/added-tokens.ts'
import { type Part, partOf, partsOf, unsupported } from '../../tokenizers/definition.ts'
import { pattern } from '../../tokenizers/pattern.ts'

/** Token ids → text. Ids of special tokens, and those without a token, are left out. */
export type Detokenize = (ids: Iterable<number>) => string

type Decode = (tokens: readonly string[]) => readonly string[]

const decoders: Readonly<Record<string, (part: Part) => Decode>> = {
  Metaspace: metaspace,
  Sequence: (part) => {
    const all = partsOf(part, 'decoders').map(decoder)
    return (tokens) => all.reduce((before, decode) => decode(before), tokens)
  },
  Replace: (part) => {
    const found = pattern(part)
    return (tokens) => tokens.map((token) => token.replace(found, () => String(part['content'] ?? '')))
  },
  ByteFallback: () => bytesAsText,
  Fuse: () => (tokens) => [tokens.join('')],
  Strip: strip,
}

/**
 * What turns the ids that a tokenizer.json gives back into text, as Hugging Face's `tokenizers` decodes without special
 * tokens. M2M100 as published has no decoder: then spaces stand for ▁, none at either end.
 *
 * @param definition contents of a tokenizer.json, or `m2m100Definition`
 * @throws {RangeError} a kind of decoder that is not supported
 */
export function detokenizer(definition: Readonly<Record<string, unknown>>): Detokenize {
  const added = addedTokens(definition['added_tokens'])
  const tokens = vocabulary(partOf(definition, 'model'))
  for (const { id, content } of added) tokens.set(id, content)
  const entries = (definition['added_tokens'] ?? []) as readonly { readonly id: number; readonly special?: boolean }[]
  for (const { id } of entries.filter(({ special }) => special === true)) tokens.delete(id)
  const part = partOf(definition, 'decoder')
  const decode = part === undefined ? sentencePiece : decoder(part)
  return (ids) => decode(Array.from(ids, (id) => tokens.get(id)).filter((token) => token !== undefined)).join('')
}

function decoder(part: Part): Decode {
  const make = Object.hasOwn(decoders, part.type) ? decoders[part.type] : undefined
  if (make === undefined) throw unsupported('decoder', part.type, Object.keys(decoders))
  return make(part)
}

/** A list of tokens with their scores, or an object from tokens to ids. */
function vocabulary(model: Part | undefined): Map<number, string> {
  const vocab = model?.['vocab'] as
    | readonly (readonly [string, number])[]
    | Readonly<Record<string, number>>
    | undefined
  if (Array.isArray(vocab)) return new Map(vocab.map(([token], id) => [id, token]))
  return new Map(Object.entries(vocab ?? {}).map(([token, id]) => [id, token]))
}

/** ▁ is a space, and nothing in the first token where one was put before every text. */
function metaspace(part: Part): Decode {
  const mark = String(part['replacement'] ?? '▁')
  const scheme = part['prepend_scheme'] ?? (part['add_prefix_space'] === false ? 'never' : 'always')
  return (tokens) => tokens.map((token, i) => token.replaceAll(mark, i === 0 && scheme !== 'never' ? '' : ' '))
}

const sentencePiece: Decode = (tokens) => [tokens.join('').replaceAll('▁', ' ').trim()]

/** Tokens such as `<0xE2>` one after another are the bytes of a text in UTF-8; each is U+FFFD where they are none. */
const bytesAsText: Decode = (tokens) => {
  const out: string[] = []
  let bytes: number[] = []
  const flush = (): void => {
    if (bytes.length > 0) out.push(utf8(bytes))
    bytes = []
  }
  for (const token of tokens) {
    const byte = /^<0x([0-9A-Fa-f]{2})>$/.exec(token)?.[1]
    if (byte !== undefined) bytes.push(Number.parseInt(byte, 16))
    else {
      flush()
      out.push(token)
    }
  }
  flush()
  return out
}

function utf8(bytes: readonly number[]): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes))
  } catch {
    return '\uFFFD'.repeat(bytes.length)
  }
}

/** So many of one character from the ends of every token. */
function strip(part: Part): Decode {
  const content = String(part['content'] ?? ' ')
  const [most, least] = [Number(part['start'] ?? 0), Number(part['stop'] ?? 0)]
  return (tokens) =>
    tokens.map((token) => {
      const characters = Array.from(token)
      let start = 0
      while (start < most && characters[start] === content) start++
      let end = characters.length
      while (characters.length - end < least && end > start && characters[end - 1] === content) end--
      return characters.slice(start, end).join('')
    })
}
