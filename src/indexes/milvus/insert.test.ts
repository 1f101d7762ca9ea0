import { describe, expect, test } from 'vitest'
import { matrix, unitRows } from '../../matrix.ts'
import { calls } from './call.ts'
import { insert } from './insert.ts'

interface Row {
  readonly id: string
  readonly language: string
  readonly vector: Float32Array
}

const documents = (count: number, idLength = 5) =>
  Array.from({ length: count }, (_, at) => ({ id: `${at}`.padStart(idLength, 'é'), language: 'en' }))

const units = (rows: number, columns: number) =>
  unitRows(
    matrix(
      rows,
      columns,
      new Float32Array(rows * columns).map((_, i) => (i % columns === 0 ? 1 : 0)),
    ),
  )

function taking(
  answer: (data: readonly Row[]) => object = (data) => ({ insert_cnt: `${data.length}`, err_index: [] }),
) {
  const batches: (readonly Row[])[] = []
  const client = {
    insert: async ({ data }: { data: readonly Row[] }) => {
      batches.push(data)
      return { status: { code: 0 }, ...answer(data) }
    },
  }
  const wanted = { client, calls: calls('the server'), collection: 'any' } as unknown as Parameters<typeof insert>[0]
  return { wanted, batches }
}

describe('insert', () => {
  test('sends every row once, with its own vector', async () => {
    const { wanted, batches } = taking()
    const vectors = units(3, 2)
    vectors.data.set([0, 1], 2)
    await insert(wanted, documents(3), vectors, undefined)
    expect(batches.flat().map(({ id, vector }) => [id, ...vector])).toEqual([
      ['éééé0', 1, 0],
      ['éééé1', 0, 1],
      ['éééé2', 1, 0],
    ])
  })

  test.for([
    { rows: 3000, columns: 2048, idLength: 5 },
    { rows: 40_000, columns: 1, idLength: 250 },
    { rows: 3, columns: 4_000_000, idLength: 5 },
  ])('sends no more than 8 MiB at a time, or one row: $rows × $columns', async ({ rows, columns, idLength }) => {
    const { wanted, batches } = taking()
    await insert(wanted, documents(rows, idLength), units(rows, columns), undefined)
    const bytes = batches.map((data) => data.reduce((sum, { id }) => sum + 4 * columns + Buffer.byteLength(id) + 2, 0))
    expect(batches.flat()).toHaveLength(rows)
    expect(batches.every((data, at) => data.length === 1 || bytes[at]! <= 2 ** 23)).toBe(true)
    expect(batches.length).toBeLessThanOrEqual(rows)
  })

  test.for([
    ['too few', { insert_cnt: '2', err_index: [] }, '2 of 3 inserted, 0 refused'],
    ['some refused', { insert_cnt: '3', err_index: [1] }, '3 of 3 inserted, 1 refused'],
    ['no count', { err_index: [] }, 'NaN of 3 inserted'],
  ] as const)('believes no answer of %s', async ([, answer, message]) => {
    const { wanted } = taking(() => answer)
    await expect(insert(wanted, documents(3), units(3, 2), undefined)).rejects.toThrow(
      `milvus: the server must insert rows 0 to 2; got ${message}`,
    )
  })

  test('stops between two batches once it is aborted', async () => {
    const controller = new AbortController()
    const { wanted, batches } = taking((data) => {
      controller.abort(new Error('enough'))
      return { insert_cnt: data.length, err_index: [] }
    })
    await expect(insert(wanted, documents(3000), units(3000, 2048), controller.signal)).rejects.toThrow('enough')
    expect(batches).toHaveLength(1)
  })
})
