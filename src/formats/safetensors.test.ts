import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { open, truncate } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fc, test as propertyTest } from '@fast-check/vitest'
import { afterAll, describe, expect, test } from 'vitest'
import { outsideData } from '../../fixtures/outside-data.ts'
import { openSafetensors } from './safetensors.ts'
import { tensorTypeBits } from './safetensors-types.ts'
import { readFloats, readIntegers } from './safetensors-values.ts'

const folder = mkdtempSync(join(tmpdir(), 'vitest-retrieval-'))
afterAll(() => rmSync(folder, { recursive: true }))

let files = 0
function fileOf(content: Uint8Array): string {
  const file = join(folder, `${++files}.safetensors`)
  writeFileSync(file, content)
  return file
}

function bytesOf(header: unknown, data: Uint8Array = Buffer.alloc(0)): Buffer {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(json.length))
  return Buffer.concat([length, json, data])
}

const entry = (dtype: string, shape: readonly number[], ...offsets: readonly number[]): unknown => ({
  dtype,
  shape,
  data_offsets: offsets,
})
const two = bytesOf(
  { __metadata__: { format: 'pt' }, 'b.weight': entry('F32', [2, 1], 4, 12), a: entry('F16', [2], 0, 4) },
  Buffer.from('003c00c0000000400000a0c0', 'hex'),
)

describe('openSafetensors', () => {
  test('finds tensors in the order of their bytes, with the metadata', async () => {
    const { places, metadata } = await openSafetensors(fileOf(two))
    expect([...places.keys()]).toEqual(['a', 'b.weight'])
    expect(places.get('b.weight')).toMatchObject({ type: 'F32', shape: [2, 1], end: two.length })
    expect(await readFloats(places.get('a')!)).toEqual(Float32Array.of(1, -2))
    expect(await readFloats(places.get('b.weight')!)).toEqual(Float32Array.of(2, -5))
    expect([...metadata]).toEqual([['format', 'pt']])
  })

  test.each(Object.entries(tensorTypeBits))('lists tensors of type %s', async (type, bits) => {
    const file = fileOf(bytesOf({ t: entry(type, [8, 0, 1], 0, 0), u: entry(type, [8], 0, bits) }, Buffer.alloc(bits)))
    expect((await openSafetensors(file)).places.get('u')?.type).toBe(type)
  })

  test('takes scalars, empty tensors, no tensor at all, and names that objects have of their own', async () => {
    const header =
      '{"__proto__":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"constructor":{"dtype":"U8","shape":[0],"data_offsets":[4,4]}}'
    const { places } = await openSafetensors(fileOf(bytesOf(header, Buffer.alloc(4))))
    expect([...places.keys()]).toEqual(['__proto__', 'constructor'])
    expect(await readFloats(places.get('__proto__')!)).toEqual(Float32Array.of(0))
    expect((await openSafetensors(fileOf(bytesOf('{}')))).places.size).toBe(0)
    expect((await openSafetensors(fileOf(bytesOf('{"__metadata__":null}')))).metadata.size).toBe(0)
  })

  const four = Buffer.alloc(4)
  const eight = Buffer.alloc(8)
  const f32 = entry('F32', [1], 0, 4)
  test.each<[string, Uint8Array, RegExp]>([
    ['an empty file', Buffer.alloc(0), /must begin with the 8 bytes of a header length; got 0 bytes/],
    [
      'a header of 2⁶⁰ bytes',
      Buffer.from('0000000000000010ffff', 'hex'),
      /from 2 to 2 in a file of 10 bytes; got 1152921504606846976/,
    ],
    ['a header of 99 MB in a small file', Buffer.from('c09fe60500000000', 'hex'), /from 2 to 0 .*got 99000256/],
    ['a header that is not UTF-8', bytesOf('{"\xff":1}').fill(0xff, 10, 11), /must be UTF-8/],
    ['a byte-order mark', bytesOf('\ufeff{}'), /must be JSON/],
    ['a header that is not JSON', bytesOf('{"a":}'), /the header must be JSON; got "\{\\"a\\":\}"/],
    ['a list', bytesOf('[]'), /must be a JSON object; got \[\]/],
    [
      'a tensor twice',
      bytesOf(`{"a":${JSON.stringify(f32)},"a":${JSON.stringify(f32)}}`, four),
      /each key .* once; got "a" again/,
    ],
    [
      'a tensor twice, once escaped',
      bytesOf(`{"a":${JSON.stringify(f32)},"\\u0061":${JSON.stringify(f32)}}`, four),
      /got "a" again/,
    ],
    ['metadata twice', bytesOf('{"__metadata__":{"k":"1","k":"2"}}'), /got "k" again/],
    [
      'metadata that is no text',
      bytesOf({ __metadata__: { k: 1 } }),
      /__metadata__ must be an object of strings; got \{"k":1\}/,
    ],
    ['an entry that is no object', bytesOf({ a: 1 }), /tensor "a": the entry must be an object; got 1/],
    [
      'an unknown type',
      bytesOf({ a: entry('F128', [1], 0, 4) }, four),
      /tensor "a": dtype must be one of BOOL, .*got "F128"/,
    ],
    ['a type that objects have of their own', bytesOf({ a: entry('toString', [1], 0, 4) }, four), /got "toString"/],
    ['no shape', bytesOf({ a: { dtype: 'F32', data_offsets: [0, 4] } }, four), /shape must be .*got nothing/],
    ['a negative shape', bytesOf({ a: entry('F32', [-1], 0, 4) }, four), /shape must be .*got \[-1\]/],
    [
      'a shape beyond 2⁵³',
      bytesOf('{"a":{"dtype":"U8","shape":[9007199254740992],"data_offsets":[0,4]}}', four),
      /shape must be .*got \[9007199254740992\]/,
    ],
    [
      'a shape whose product overflows',
      bytesOf({ a: entry('U8', Array(40).fill(2 ** 52), 0, 4) }, four),
      /must be Infinity bytes apart for U8 of shape a list of 40; got \[0,4\]/,
    ],
    ['half a byte', bytesOf({ a: entry('F4', [3], 0, 2) }, four.subarray(2)), /must be 1.5 bytes apart/],
    [
      'a size that is not the shape’s',
      bytesOf({ a: entry('F32', [1], 0, 8) }, eight),
      /must be 4 bytes apart for F32 of shape \[1\]; got \[0,8\]/,
    ],
    [
      'offsets the wrong way round',
      bytesOf({ a: entry('F32', [1], 4, 0) }, four),
      /data_offsets must be .*got \[4,0\]/,
    ],
    ['three offsets', bytesOf({ a: entry('F32', [1], 0, 4, 8) }, eight), /data_offsets must be/],
    [
      'offsets beyond the file',
      bytesOf({ a: entry('F32', [2], 0, 8) }, four),
      /must lie in the 4 bytes behind the header; got \[0,8\]/,
    ],
    ['an overlap', bytesOf({ a: f32, b: entry('F32', [1], 2, 6) }, four), /must lie|overlap/],
    [
      'two tensors on one place',
      bytesOf({ a: f32, b: f32 }, four),
      /tensor "b": its bytes must begin .* at 4; got 0, an overlap/,
    ],
    [
      'a hole',
      bytesOf({ a: entry('F32', [1], 4, 8) }, eight),
      /tensor "a": its bytes must begin .* at 0; got 4, a hole/,
    ],
    [
      'bytes behind the last tensor',
      bytesOf({ a: f32 }, eight),
      /must cover the 8 bytes behind the header; got 4 covered/,
    ],
    ['deep nesting', bytesOf('['.repeat(200_000)), /must nest at most 16 deep/],
    ['a long name', bytesOf({ ['x'.repeat(100_000)]: 1 }), /tensor "x{70,80}…: the entry/],
  ])('refuses %s', async (_, content, message) => {
    const opening = openSafetensors(fileOf(content))
    await expect(opening).rejects.toThrow(SyntaxError)
    await expect(opening).rejects.toThrow(/^openSafetensors: .*\d+\.safetensors: .*\. Fetch or write the file again\.$/)
    await expect(opening).rejects.toThrow(message)
  })

  test('reads a tensor that lies beyond 4 GiB', async () => {
    const far = 4.5 * 2 ** 30
    const header = bytesOf({ padding: entry('U8', [far], 0, far), last: entry('F32', [1], far, far + 4) })
    const file = fileOf(header)
    await truncate(file, header.length + far + 4)
    const handle = await open(file, 'r+')
    await handle.write(Buffer.from('0000803f', 'hex'), 0, 4, header.length + far)
    await handle.close()
    const { places } = await openSafetensors(file)
    expect(await readFloats(places.get('last')!)).toEqual(Float32Array.of(1))
  })
})

describe('readFloats and readIntegers', () => {
  const integers = bytesOf(
    { i: entry('I32', [2], 0, 8), u: entry('U8', [2], 8, 10), l: entry('F64', [1], 10, 18) },
    Buffer.from('ffffffff0200000007ff0000000000000000', 'hex'),
  )

  test('read integers, and refuse what they would have to round', async () => {
    const { places } = await openSafetensors(fileOf(integers))
    expect(await readIntegers(places.get('i')!)).toEqual(Int32Array.of(-1, 2))
    expect(await readIntegers(places.get('u')!)).toEqual(Int32Array.of(7, 255))
    await expect(readFloats(places.get('l')!)).rejects.toThrow(/must be of type F32, F16 or BF16; got F64/)
    await expect(readIntegers(places.get('l')!)).rejects.toThrow(/must be of type I32 or U8; got F64/)
  })

  test('read more halves than are widened at a time', async () => {
    const halves = Uint16Array.from({ length: 2 ** 22 + 3 }, (_, i) => (i % 3 === 0 ? 0x3c00 : 0x4000))
    const header = { h: entry('F16', [halves.length], 0, halves.byteLength) }
    const { places } = await openSafetensors(fileOf(bytesOf(header, new Uint8Array(halves.buffer))))
    const values = await readFloats(places.get('h')!)
    expect(values.every((value, i) => value === (i % 3 === 0 ? 1 : 2))).toBe(true)
    expect(values).toHaveLength(halves.length)
  })

  test('say so where the file was cut since it was opened', async () => {
    const file = fileOf(two)
    const { places } = await openSafetensors(file)
    await truncate(file, two.length - 4)
    await expect(readFloats(places.get('b.weight')!)).rejects.toThrow(
      /the file must reach byte \d+; got its end at \d+/,
    )
  })
})

/** Opens and reads it all, or fails with an error of this reader: nothing else may happen. */
async function readOrRefused(content: Uint8Array): Promise<number | 'refused'> {
  try {
    const { places } = await openSafetensors(fileOf(content))
    for (const place of places.values()) {
      const bytes = place.end - place.start
      if (place.type === 'F32') expect((await readFloats(place)).byteLength).toBe(bytes)
      if (place.type === 'F16') expect((await readFloats(place)).byteLength).toBe(2 * bytes)
    }
    return places.size
  } catch (error) {
    if (error instanceof SyntaxError && error.message.startsWith('openSafetensors: ')) return 'refused'
    throw error
  }
}

describe('whatever a file holds, openSafetensors', () => {
  propertyTest.prop([fc.uint8Array({ maxLength: 200 })])('reads it or refuses it: any bytes', async (bytes) => {
    await readOrRefused(bytes)
    await readOrRefused(bytesOf(Buffer.from(bytes).toString('latin1'), bytes))
  })

  propertyTest.prop([fc.json()])('reads it or refuses it: any JSON', async (json) => {
    await readOrRefused(bytesOf(json, Buffer.alloc(4)))
    await readOrRefused(bytesOf(`{"a":${json}}`, Buffer.alloc(4)))
  })

  propertyTest.prop([fc.nat(two.length - 1)])('refuses a file cut at any byte', async (length) => {
    expect(await readOrRefused(two.subarray(0, length))).toBe('refused')
  })

  const header = two.length - 12
  propertyTest.prop([fc.nat(header - 1), fc.integer({ min: 1, max: 255 })], { numRuns: 300 })(
    'reads it or refuses it: any byte of the header changed',
    async (at, change) => {
      const bytes = Buffer.from(two)
      bytes[at]! ^= change
      expect(at < 8 ? ['refused'] : [2, 'refused']).toContain(await readOrRefused(bytes))
    },
  )
})

describe('against Python’s safetensors', () => {
  const model = outsideData('VITEST_RETRIEVAL_MODELS', 'multilingual-e5-small-pruned')

  const sums: readonly (readonly [string, number, number])[] = [
    ['embeddings.word_embeddings.weight', -1574.5356903076172, 2228102.335632324],
    ['embeddings.LayerNorm.weight', 167.106689453125, 167.106689453125],
    ['encoder.layer.11.output.dense.weight', 10.443681716918945, 2725.956997871399],
  ]
  // python -c "from safetensors.numpy import load_file; t = load_file('model.safetensors')
  // for n in NAMES: print(n, t[n].astype('float64').sum(), abs(t[n].astype('float64')).sum())"
  test.skipIf(model.absent)(`the sums of F16 tensors are the same ${model.absent ?? ''}`, async () => {
    const { places } = await openSafetensors(model.path('model.safetensors'))
    expect(places.size).toBe(197)
    for (const [name, sum, magnitude] of sums) {
      const values = await readFloats(places.get(name)!)
      expect(values.reduce((total, x) => total + x, 0)).toBeCloseTo(sum, 8)
      expect(values.reduce((total, x) => total + Math.abs(x), 0)).toBeCloseTo(magnitude, 8)
    }
  })

  const python = process.env['VITEST_RETRIEVAL_PYTHON']
  const oracle = outsideData('VITEST_RETRIEVAL_ORACLE', 'xlmr')
  const absent = oracle.absent ?? (python ? undefined : 'set VITEST_RETRIEVAL_PYTHON to a Python that has safetensors')
  test.skipIf(absent)(`the sum of every tensor is the same ${absent ?? ''}`, async () => {
    const file = oracle.path('expected.safetensors')
    const program = `import json, sys
from safetensors.numpy import load_file
print(json.dumps({n: float(t.astype('float64').sum()) for n, t in load_file(sys.argv[1]).items()}))`
    const sums = JSON.parse(execFileSync(python!, ['-c', program, file], { encoding: 'utf8' })) as Record<
      string,
      number
    >
    const { places } = await openSafetensors(file)
    expect([...places.keys()].sort()).toEqual(Object.keys(sums).sort())
    for (const [name, place] of places) {
      expect((await readFloats(place)).reduce((total, x) => total + x, 0)).toBeCloseTo(sums[name]!, 9)
    }
  })
})
