import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { charsmapNormalizer, sentencePieceNormalizer } from './charsmap.ts'

/** The double array of `entries`, laid out anew: each node takes the first place where all its children find room. */
function charsmap(entries: ReadonlyMap<string, string>): string {
  const texts = [...entries.keys()].map((key) => [...Buffer.from(key), 0])
  const values = [...entries.values()]
  const replacements = Buffer.from(values.map((value) => `${value}\0`).join(''))
  const starts = values.map((_, at) =>
    Buffer.byteLength(
      values
        .slice(0, at)
        .map((value) => `${value}\0`)
        .join(''),
    ),
  )
  const units = new Uint32Array(4096)
  const taken = new Set([0])
  const bases = new Set<number>()
  const place = (node: number, depth: number, keys: readonly number[]): void => {
    const labels = [...new Set(keys.map((key) => texts[key]?.[depth] as number))]
    let base = 1
    // Offsets that fit in 21 bits need no shift.
    while (bases.has(base) || labels.some((label) => taken.has(base ^ label))) base++
    bases.add(base)
    units[node] = (units[node] as number) | ((node ^ base) << 10) | (labels.includes(0) ? 0x100 : 0)
    for (const label of labels) taken.add(base ^ label)
    for (const label of labels) {
      const below = keys.filter((key) => texts[key]?.[depth] === label)
      units[base ^ label] = label === 0 ? 0x8000_0000 + (starts[below[0] as number] as number) : label
      if (label !== 0) place(base ^ label, depth + 1, below)
    }
  }
  if (entries.size > 0) place(0, 0, [...texts.keys()])
  const length = Buffer.alloc(4)
  length.writeUInt32LE(4 * units.length)
  return Buffer.concat([length, Buffer.from(units.buffer), replacements]).toString('base64')
}

/** The rule, with a search of all keys in place of the array. */
function naive(entries: ReadonlyMap<string, string>, text: string): string {
  const found = (part: string): string | undefined => {
    const [before = ''] = part.split('\0')
    const keys = [...entries.keys()].filter((key) => before.startsWith(key)).sort((a, b) => a.length - b.length)
    return entries.get(keys[0] ?? 'none')
  }
  const segments = [...new Intl.Segmenter('und', { granularity: 'grapheme' }).segment(text)]
  return segments
    .map(
      ({ segment }) =>
        (Buffer.byteLength(segment) < 6 ? found(segment) : undefined) ??
        Array.from(segment, (one) => found(one) ?? one).join(''),
    )
    .join('')
}

describe('charsmapNormalizer', () => {
  const normalize = charsmapNormalizer(
    charsmap(
      new Map([
        ['ﬁ', 'fi'],
        ['\t', ' '],
        ['e\u0301', 'é'],
        ['x', ''],
        ['\u200d', ''],
      ]),
    ),
  )

  test('replaces characters and short graphemes', () => {
    expect(normalize('ﬁne\tcafe\u0301 xyz')).toBe('fine café yz')
  })

  test('replaces characters one by one in a grapheme of 6 bytes or more', () => {
    // 👩 ZWJ 👧 is one grapheme of 11 bytes
    expect(normalize('👩\u200d👧')).toBe('👩👧')
    // e and five accents: the grapheme is too long to be looked up whole
    expect(normalize(`e${'\u0301'.repeat(5)}`)).toBe(`e${'\u0301'.repeat(5)}`)
  })

  test('replaces a short grapheme by what its beginning maps to', () => {
    // x́ has no entry, x has, and the accent goes with it.
    expect(normalize('ax\u0301b')).toBe('ab')
  })

  test('takes a space with the mark on it for one grapheme, and the sign before it where that attaches', () => {
    const entries = new Map([
      [' \u0301', '!'],
      [' a', '?'],
      ['\u0600 ', '#'],
    ])
    const spaces = charsmapNormalizer(charsmap(entries))
    expect(spaces('a \u0301b a')).toBe('a!b a')
    // U+0600 attaches to what follows.
    expect(spaces('a\u0600 b')).toBe('a#b')
  })

  const unit = fc.constantFrom(...'ab ﬁé\u0301\u200d\u0600👩กำ각\u1100\r\n\0')
  const entries = fc
    .array(
      fc.tuple(
        fc.string({ unit: fc.constantFrom(...'ab ﬁé\u0301\u200d\u0600กำ\r\n'), minLength: 1, maxLength: 2 }),
        fc.string({ unit: fc.constantFrom(...'xy '), maxLength: 2 }),
      ),
      { maxLength: 8 },
    )
    .map((list) => new Map(list))
  test.prop([entries, fc.string({ unit, maxLength: 12 })])('agrees with a search of all keys', (map, text) => {
    const normalizer = charsmapNormalizer(charsmap(map))
    expect(normalizer(text)).toBe(naive(map, text))
    // The second time from what is remembered.
    expect(normalizer(text)).toBe(naive(map, text))
  })

  test.each([
    ['', 'got 0 bytes and the length NaN'],
    [Buffer.from([8, 0, 0, 0, 1, 2]).toString('base64'), 'got 6 bytes and the length 8'],
    [Buffer.from([3, 0, 0, 0, 1, 2, 3]).toString('base64'), 'got 7 bytes and the length 3'],
  ])('refuses a map that is cut off: %j', (map, message) => {
    expect(() => charsmapNormalizer(map)).toThrow(message)
  })
})

describe('sentencePieceNormalizer', () => {
  test('replaces the longest text at each place', () => {
    const entries = new Map([
      ['a', 'x'],
      ['ab', 'y'],
      ['abcd', 'z'],
      ['\u0301', '\ufeff'],
    ])
    // abc: ab, then c stays; a mark is replaced whatever it stands on
    expect(sentencePieceNormalizer(charsmap(entries))('abc abcd aé\0a👩a\u0301')).toBe('yc z xé\0x👩x\ufeff')
  })

  const unit = fc.constantFrom(...'ab é\u0301\u200d👩กำ\0')
  const key = fc.string({ unit: fc.constantFrom(...'ab é\u0301\u200dกำ'), minLength: 1, maxLength: 3 })
  const entries = fc.array(fc.tuple(key, fc.string({ unit: fc.constantFrom(...'xyé'), maxLength: 2 })), {
    maxLength: 8,
  })
  test.prop([entries, fc.string({ unit, maxLength: 12 })])(
    'agrees with alternatives, the longest first',
    (list, text) => {
      const map = new Map(list)
      const keys = [...map.keys()].sort((a, b) => Buffer.byteLength(b) - Buffer.byteLength(a))
      const naive =
        keys.length === 0 ? text : text.replace(new RegExp(keys.join('|'), 'gu'), (found) => map.get(found) as string)
      expect(sentencePieceNormalizer(charsmap(map))(text)).toBe(naive)
    },
  )
})
