import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fc, test as propertyTest } from '@fast-check/vitest'
import { afterAll, describe, expect, test } from 'vitest'
import { openSafetensors } from './safetensors.ts'
import { readFloats, readIntegers } from './safetensors-values.ts'
import { type TensorToWrite, writeSafetensors } from './write-safetensors.ts'

const folder = mkdtempSync(join(tmpdir(), 'vitest-retrieval-'))
afterAll(() => rmSync(folder, { recursive: true }))

let files = 0
const newFile = (): string => join(folder, `${++files}.safetensors`)

const tensors: ReadonlyMap<string, TensorToWrite> = new Map<string, TensorToWrite>([
  ['mask', { shape: [3], data: Uint8Array.of(1, 0, 255) }],
  ['rows', { shape: [2, 1], data: Float32Array.of(1.5, -0) }],
  ['ids', { shape: [], data: Int32Array.of(-7) }],
])

describe('writeSafetensors', () => {
  test('writes wide types first, a header in blocks of eight bytes, and metadata before tensors', async () => {
    const file = newFile()
    await writeSafetensors(file, tensors, { step: '3', format: 'pt' })
    const bytes = readFileSync(file)
    const length = Number(bytes.readBigUInt64LE())
    expect(length % 8).toBe(0)
    expect(bytes.toString('utf8', 8, 8 + length).trimEnd()).toBe(
      '{"__metadata__":{"format":"pt","step":"3"},"ids":{"dtype":"I32","shape":[],"data_offsets":[0,4]},"rows":{"dtype":"F32","shape":[2,1],"data_offsets":[4,12]},"mask":{"dtype":"U8","shape":[3],"data_offsets":[12,15]}}',
    )
    expect(bytes.toString('hex', 8 + length)).toBe('f9ffffff0000c03f000000800100ff')
  })

  test('writes the same bytes whatever order tensors and metadata come in', async () => {
    const [one, other] = [newFile(), newFile()]
    await writeSafetensors(one, tensors, { a: '1', b: '2' })
    await writeSafetensors(other, new Map([...tensors].reverse()), { b: '2', a: '1' })
    expect(readFileSync(one).equals(readFileSync(other))).toBe(true)
  })

  test('leaves the old file and nothing else where it cannot write', async () => {
    const there = join(folder, 'kept')
    const file = join(there, 'a.safetensors')
    await writeSafetensors(file, tensors)
    const before = readFileSync(file)
    const broken = new Map([['rows', { shape: [2], data: Float32Array.of(1) }]])
    await expect(writeSafetensors(file, broken)).rejects.toThrow(/tensor "rows": data .* got 1 numbers for \[2\]/)
    expect(readFileSync(file).equals(before)).toBe(true)
    await expect(writeSafetensors(there, tensors)).rejects.toThrow()
    expect(readdirSync(there)).toEqual(['a.safetensors'])
    expect(readdirSync(folder)).not.toContainEqual(expect.stringMatching(/tmp$/))
  })

  test.each(['__metadata__', '\ud800'])('refuses %j as a name', async (name) => {
    const writing = writeSafetensors(newFile(), new Map([[name, { shape: [0], data: new Float32Array(0) }]]))
    await expect(writing).rejects.toThrow(/a tensor's name must be well-formed Unicode and not __metadata__/)
  })
})

const name = fc.string({ unit: 'binary', maxLength: 5 }).filter((text) => text.isWellFormed())
const shape = fc.array(fc.nat(3), { maxLength: 3 })
const tensor: fc.Arbitrary<TensorToWrite> = fc
  .tuple(
    shape,
    fc.constantFrom('F32', 'I32', 'U8'),
    fc.infiniteStream(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })),
  )
  .map(([lengths, type, numbers]) => {
    const bits = Int32Array.from([...numbers.take(lengths.reduce((product, length) => product * length, 1))])
    if (type === 'U8') return { shape: lengths, data: Uint8Array.from(bits) }
    return { shape: lengths, data: type === 'I32' ? bits : new Float32Array(bits.buffer) }
  })
const someTensors = fc
  .uniqueArray(fc.tuple(name, tensor), { maxLength: 5, selector: ([key]) => key })
  .map((entries) => new Map(entries))

describe('tensors, whatever their names, types and values', () => {
  propertyTest.prop([someTensors, fc.dictionary(name, name)])('read back bit for bit', async (written, metadata) => {
    const file = newFile()
    await writeSafetensors(file, written, metadata)
    const read = await openSafetensors(file)
    expect(new Set(read.places.keys())).toEqual(new Set(written.keys()))
    expect(Object.fromEntries(read.metadata)).toEqual({ ...metadata })
    for (const [key, { shape, data }] of written) {
      const place = read.places.get(key)!
      expect(place.shape).toEqual(shape)
      expect(place.start % data.BYTES_PER_ELEMENT).toBe(0)
      const back = place.type === 'F32' ? await readFloats(place) : await readIntegers(place)
      const same = place.type === 'U8' ? Uint8Array.from(back) : back
      expect(Buffer.from(same.buffer)).toEqual(Buffer.from(data.buffer))
    }
  })

  const python = process.env['VITEST_RETRIEVAL_PYTHON']
  const absent = python ? undefined : 'set VITEST_RETRIEVAL_PYTHON to a Python that has safetensors'
  test.skipIf(absent)(`load in Python ${absent ?? ''}`, async () => {
    const program = `import json, sys
from safetensors import safe_open
with safe_open(sys.argv[1], 'np') as f:
    print(json.dumps([f.metadata(), {n: [str(f.get_tensor(n).dtype), f.get_tensor(n).tolist()] for n in f.keys()}]))`
    const file = newFile()
    await writeSafetensors(file, tensors, { format: 'pt' })
    expect(JSON.parse(execFileSync(python!, ['-c', program, file], { encoding: 'utf8' }))).toEqual([
      { format: 'pt' },
      { ids: ['int32', -7], rows: ['float32', [[1.5], [-0]]], mask: ['uint8', [1, 0, 255]] },
    ])
  })
})
