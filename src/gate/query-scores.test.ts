import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fc, it } from '@fast-check/vitest'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runRecord } from '../../fixtures/run-record.ts'
import { baselineEntry } from './baseline.ts'
import { dequantise, quantise, scaleOf } from './quantisation.ts'
import type { QueryScores } from './query-scores.ts'
import { packScores, unpackScores } from './query-scores-bytes.ts'
import { readScores, removeUnnamedScores, scoresFile, scoresFolder, writeScores } from './query-scores-file.ts'

// Evenly spread: most doubles between 0 and 1 lie so near to 0 that any scale keeps them.
const share = fc.oneof(
  fc.integer({ min: 0, max: 1_000_000 }).map((n) => n / 1_000_000),
  fc.constant(Number.NaN),
)
const shares = fc.array(share, { minLength: 1, maxLength: 40 }).map((values) => Float64Array.from(values))
const anyValue = fc.oneof(
  fc
    .tuple(fc.integer({ min: -1_000_000, max: 1_000_000 }), fc.constantFrom(1e-4, 0.37, 11))
    .map(([n, unit]) => n * unit),
  fc.constant(Number.NaN),
)
const values = fc.array(anyValue, { minLength: 1, maxLength: 40 }).map((each) => Float64Array.from(each))
const ranks = fc.array(fc.nat(60_000), { minLength: 1 }).map((each) => Float64Array.from(each))

const scores: fc.Arbitrary<QueryScores> = fc
  .record({
    queries: fc.string(),
    rows: fc.array(fc.tuple(shares, fc.nat(3)), { minLength: 1, maxLength: 3 }),
  })
  .map(({ queries, rows }) => {
    const count = Math.min(...rows.map(([row]) => row.length))
    const columns = rows.map(([row, more], i) => ({
      measure: `M${i}`,
      setting: 'multilingual' as const,
      low: 0,
      step: 0.001,
      codes: Array.from({ length: more + 1 }, () => quantise(row.slice(0, count), { low: 0, step: 0.001 })),
      pairs: { th: { de: 0.25 } },
    }))
    return { queries, columns }
  })

describe('quantise', () => {
  test('keeps a share to three decimals, a rank distance as it is, and what is missing as missing', () => {
    const scale = scaleOf([0, 1], [])
    expect([...dequantise(quantise([0, 0.5, 1 / 3, 1, Number.NaN], scale), scale)]).toEqual([
      0,
      0.5,
      expect.closeTo(0.333, 12),
      1,
      Number.NaN,
    ])
    expect(scaleOf([0, Number.POSITIVE_INFINITY], [Float64Array.of(17, 60_000)])).toEqual({ low: 17, step: 1 })
  })

  it.prop([shares])('is off by half a thousandth at most, for every share', (row) => {
    const scale = scaleOf([0, 1], [row])
    const back = dequantise(quantise(row, scale), scale)
    row.forEach((value, i) => {
      if (Number.isNaN(value)) expect(back[i]).toBeNaN()
      else expect(Math.abs(value - (back[i] as number))).toBeLessThanOrEqual(0.0005 + 1e-12)
    })
  })

  it.prop([ranks])('is exact for every rank', (row) => {
    const scale = scaleOf([0, Number.POSITIVE_INFINITY], [row])
    expect(dequantise(quantise(row, scale), scale)).toEqual(row)
  })

  it.prop([values])(
    'is off by half a step at most, and a step is a thousandth or fits the spread, for every value',
    (row) => {
      const scale = scaleOf([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY], [row])
      const back = dequantise(quantise(row, scale), scale)
      const known = row.filter((value) => !Number.isNaN(value))
      const spread = known.length === 0 ? 0 : Math.max(...known) - Math.min(...known)
      expect(scale.step).toBeLessThanOrEqual(Math.max(1, spread / 6000))
      row.forEach((value, i) => {
        if (Number.isNaN(value)) expect(back[i]).toBeNaN()
        else expect(Math.abs(value - (back[i] as number))).toBeLessThanOrEqual(scale.step * 0.5001)
      })
    },
  )
})

describe('packScores', () => {
  it.prop([scores])('reads back what was packed, for every content', (any) => {
    const { hash, bytes } = packScores(any)
    expect(unpackScores(bytes, hash)).toEqual(any)
  })

  it.prop([scores, scores])('gives equal content equal bytes and another content another name', (one, other) => {
    const [first, second] = [packScores(one), packScores(other)]
    expect(packScores(structuredClone(one))).toEqual(first)
    expect(first.hash === second.hash).toBe(JSON.stringify(plain(one)) === JSON.stringify(plain(other)))
  })

  it.prop([scores, fc.nat(), fc.integer({ min: 1, max: 255 })])('finds every damaged byte', (any, at, flip) => {
    const { hash, bytes } = packScores(any)
    const broken = Uint8Array.from(bytes)
    const place = at % broken.length
    broken[place] = (broken[place] as number) ^ flip
    // Some bits of the compressed form say nothing: what is read must then be what was written.
    let read: QueryScores | null = null
    try {
      read = unpackScores(broken, hash)
    } catch (error) {
      expect(error).toBeInstanceOf(RangeError)
    }
    if (read) expect(read).toEqual(any)
  })
})

describe('the files of per-query scores', () => {
  let root: string
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'scores-'))
  })
  afterAll(() => rmSync(root, { recursive: true }))

  const some: QueryScores = {
    queries: 'q',
    columns: [
      { measure: 'AP', setting: 'monolingual', low: 0, step: 0.001, codes: [Uint16Array.of(1, 500)], pairs: {} },
    ],
  }

  test('lie beside the baseline, named by their content, and go when no entry names them', () => {
    const folder = scoresFolder(join(root, 'baseline.json'))
    expect(folder).toBe(join(root, 'baseline'))
    const packed = packScores(some)
    writeScores(folder, packed)
    writeScores(folder, packScores({ ...some, queries: 'other' }))
    expect(readScores(folder, packed.hash)).toEqual({ scores: some, fault: null })
    writeFileSync(join(folder, 'README.md'), 'not ours')
    const entry = baselineEntry(runRecord(), packed)
    removeUnnamedScores(folder, { schema: 2, cases: { a: entry } })
    expect(readdirSync(folder).sort()).toEqual(['README.md', scoresFile(packed.hash)].sort())
    expect(entry).toMatchObject({ queries: 'q', queryScores: packed.hash })
  })

  test('that are missing or damaged are told apart, and a damaged one is written again', () => {
    const folder = join(root, 'damaged')
    const packed = packScores(some)
    expect(readScores(folder, null).fault).toBe('the baseline holds no per-query scores of this case')
    expect(readScores(folder, packed.hash, 'b').fault).toBe(`b/${scoresFile(packed.hash)} is missing`)
    writeScores(folder, packed)
    const file = join(folder, scoresFile(packed.hash))
    writeFileSync(file, readFileSync(file).subarray(0, 10))
    expect(readScores(folder, packed.hash, 'b').fault).toMatch(/^b\/\w{16}\.bin cannot be used: unpackScores: /)
    writeScores(folder, packed)
    expect(readScores(folder, packed.hash).fault).toBeNull()
  })
})

function plain({ queries, columns }: QueryScores): unknown {
  return [queries, columns.map(({ codes, ...column }) => [column, codes.map((row) => [...row])])]
}
