import type { Json } from '../retrieval.ts'
import { unsupported } from './definition.ts'
import { readSentencePieceModel, type SentencePieceModel } from './sentence-piece-model.ts'

export interface M2M100Files {
  /** Bytes of sentencepiece.bpe.model. */
  readonly model: Uint8Array
  /** Contents of vocab.json. */
  readonly vocab: Readonly<Record<string, number>>
}

/** M2M100's languages in the order of their ids, which follow those of vocab.json. */
const languages =
  'af am ar ast az ba be bg bn br bs ca ceb cs cy da de el en es et fa ff fi fr fy ga gd gl gu ha he hi hr ht hu hy id ' +
  'ig ilo is it ja jv ka kk km kn ko lb lg ln lo lt lv mg mk ml mn mr ms my ne nl no ns oc or pa pl ps pt ro ru sd si ' +
  'sk sl so sq sr ss su sv sw ta th tl tn tr uk ur uz vi wo xh yi yo zh zu'

/**
 * M2M100 as published has no tokenizer.json: this makes what stands in its place from the files that it has, in the
 * same form, for `pretrainedTokenizer`. Its ids are those of SentencePiece and vocab.json, as transformers' M2M100Tokenizer
 * gives them; a language's token written out in a text counts as that token here.
 *
 * @throws {RangeError} a model of another kind than SentencePiece's BPE, or with pieces that the text must hold as such
 */
export function m2m100Definition({ model: bytes, vocab }: M2M100Files): Json {
  const model = readSentencePieceModel(bytes)
  verifyModel(model)
  const size = Object.keys(vocab).length
  const ids = new Map(['<s>', '<pad>', '</s>', '<unk>'].map((content) => [content, idOf(vocab, content)]))
  for (const [place, code] of languages.split(' ').entries()) ids.set(`__${code}__`, size + place)
  const pieces = model.pieces.filter(({ type }) => type === normal).map(({ piece, score }) => [piece, score])
  const split = !model.pieces.some(({ piece }) => piece.includes('▁', 1))
  return {
    added_tokens: [...ids].map(([content, id]) => ({ id, content, special: true })),
    normalizer: normalizer(model),
    pre_tokenizer: {
      type: 'Metaspace',
      replacement: '▁',
      prepend_scheme: model.dummyPrefix ? 'always' : 'never',
      split,
    },
    post_processor: {
      type: 'TemplateProcessing',
      single: [{ SpecialToken: { id: '__en__' } }, { Sequence: { id: 'A' } }, { SpecialToken: { id: '</s>' } }],
      special_tokens: { __en__: { ids: [ids.get('__en__') as number] }, '</s>': { ids: [ids.get('</s>') as number] } },
    },
    model: { type: 'SentencePieceBPE', pieces, vocab, unk_token: '<unk>' },
  }
}

/** Kinds of pieces: text, the unknown one, controls. */
const normal = 1
const kinds = [normal, 2, 3]

function verifyModel({ pieces, modelType, escapeSpaces }: SentencePieceModel): void {
  if (modelType !== 2) throw unsupported('model_type of sentencepiece.bpe.model', String(modelType), ['2 (BPE)'])
  const other = pieces.find(({ type }) => !kinds.includes(type))
  if (other)
    throw unsupported('type of a piece', `${other.type} for ${other.piece}`, [
      '1 (normal)',
      '2 (unknown)',
      '3 (control)',
    ])
  if (!escapeSpaces) throw unsupported('escape_whitespaces', 'false', ['true'])
}

function normalizer({ charsmap, removeSpaces }: SentencePieceModel): Json {
  const map = { type: 'SentencePiece', precompiled_charsmap: Buffer.from(charsmap).toString('base64') }
  const spaces = [
    { type: 'Replace', pattern: { Regex: ' {2,}' }, content: ' ' },
    { type: 'Strip', strip_left: true, strip_right: true },
  ]
  return { type: 'Sequence', normalizers: removeSpaces ? [map, ...spaces] : [map] }
}

function idOf(vocab: Readonly<Record<string, number>>, token: string): number {
  const id = vocab[token]
  if (id !== undefined) return id
  throw new RangeError(
    `m2m100Definition: vocab.json must hold ${token}; got ${Object.keys(vocab).length} tokens without. Fetch it again.`,
  )
}
