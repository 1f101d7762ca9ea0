import { bertWords } from './bert.ts'
import { type Part, partsOf, shown, unsupported } from './definition.ts'

/** A normalised text, or its part between added tokens → words. `first`: it begins where the text begins. */
export type PreTokenize = (text: string, first: boolean) => readonly string[]

const makers: Readonly<Record<string, (part: Part, alone: boolean) => PreTokenize>> = {
  Sequence: sequence,
  BertPreTokenizer: () => bertWords,
  WhitespaceSplit: () => (text) => text.match(/\P{White_Space}+/gu) ?? [],
  Metaspace: metaspace,
}

/**
 * How the pre-tokenizer of a tokenizer.json cuts a text into words.
 *
 * @throws {RangeError} a part of a kind that is not followed exactly
 */
export function preTokenizer(part: Part | undefined, alone = true): PreTokenize {
  if (part === undefined) return (text) => (text === '' ? [] : [text])
  const make = Object.hasOwn(makers, part.type) ? makers[part.type] : undefined
  if (make === undefined) throw unsupported('pre-tokenizer', part.type, Object.keys(makers))
  return make(part, alone)
}

function sequence(part: Part, alone: boolean): PreTokenize {
  const parts = partsOf(part, 'pretokenizers')
  const all = parts.map((each) => preTokenizer(each, alone && parts.length === 1))
  return (text, first) =>
    all.reduce((words, cut) => words.flatMap((word) => cut(word, first)), [text] as readonly string[])
}

/** Spaces become ▁, one stands before the text, and every ▁ begins a word. */
function metaspace(part: Part, alone: boolean): PreTokenize {
  const mark = String(part['replacement'] ?? '▁')
  const scheme = prependScheme(part, alone)
  const split = part['split'] !== false
  return (text, first) => {
    if (text === '') return []
    const marked = text.replaceAll(' ', mark)
    const begun = (scheme === 'always' || (scheme === 'first' && first)) && !marked.startsWith(mark)
    const whole = begun ? mark + marked : marked
    return split ? splitBefore(whole, mark) : [whole]
  }
}

function prependScheme(part: Part, alone: boolean): 'always' | 'first' | 'never' {
  const scheme = part['prepend_scheme'] ?? (part['add_prefix_space'] === false ? 'never' : 'always')
  if (scheme === 'first' && !alone) throw unsupported('prepend_scheme in a Sequence', 'first', ['always', 'never'])
  if (scheme === 'always' || scheme === 'first' || scheme === 'never') return scheme
  throw unsupported('prepend_scheme', shown(scheme), ['always', 'first', 'never'])
}

function splitBefore(text: string, mark: string): string[] {
  const words: string[] = []
  for (let start = 0; start < text.length; ) {
    const next = text.indexOf(mark, start + 1)
    const end = next < 0 ? text.length : next
    words.push(text.slice(start, end))
    start = end
  }
  return words
}
