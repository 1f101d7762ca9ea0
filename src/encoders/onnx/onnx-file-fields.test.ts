import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fc, test as propertyTest } from '@fast-check/vitest'
import { afterAll, describe, expect, test } from 'vitest'
import { field, float, number, text } from '../../formats/onnx/protobuf.ts'
import { withFieldFile } from './onnx-file-fields.ts'

const folder = mkdtempSync(join(tmpdir(), 'vitest-retrieval-'))
afterAll(() => rmSync(folder, { recursive: true }))

function written(...parts: readonly (readonly Uint8Array[])[]): string {
  const file = join(folder, 'fields')
  writeFileSync(file, Buffer.concat(parts.flat()))
  return file
}

describe('withFieldFile', () => {
  test('finds fields of all kinds by number and place', () => {
    const eightBytes = [Uint8Array.of((3 << 3) | 1, 1, 2, 3, 4, 5, 6, 7, 8)]
    const file = written(number(1, -1), float(2, 0.5), eightBytes, text(300, 'Zürich'))
    withFieldFile(file, ({ fields, length, text: textOf }) => {
      const found = [...fields(0, length)]
      expect(found.map((one) => [one.number, one.end - one.start])).toEqual([
        [1, 10],
        [2, 4],
        [3, 8],
        [300, 7],
      ])
      expect(textOf(found[3]!)).toBe('Zürich')
    })
  })

  const lengths = fc.array(fc.integer({ min: 0, max: 150_000 }), { maxLength: 4 })
  propertyTest.prop([lengths], { numRuns: 30 })('finds the same each time, however far apart fields lie', (of) => {
    const file = written(...of.map((length, i) => field(i + 1, new Uint8Array(length))))
    withFieldFile(file, ({ fields, length }) => {
      const found = [...fields(0, length)]
      expect(found.map(({ start, end }) => end - start)).toEqual(of)
      expect([...fields(0, length)]).toEqual(found)
    })
  })

  test('gives what its task gives or throws', () => {
    const file = written(number(1, 1))
    expect(withFieldFile(file, ({ length }) => length)).toBe(2)
    expect(() =>
      withFieldFile(file, () => {
        throw new Error('inside')
      }),
    ).toThrow('inside')
  })
})
