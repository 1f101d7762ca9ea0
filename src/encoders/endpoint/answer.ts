import { answeredJson, beginning } from '../../http/post-json.ts'
import { RequestFailure } from '../../http/request-failure.ts'

/** What a server gave for some texts. */
export interface Answer {
  /** texts × dimensions, unit rows in the order of the texts */
  readonly rows: Float32Array
  readonly dimensions: number
  /** The model as the server names it; undefined where it does not. */
  readonly model: string | undefined
}

export interface Expected {
  /** Names the server in errors. */
  readonly server: string
  readonly texts: number
  /** Length of a vector, where it is known. */
  readonly dimensions: number | undefined
  /** Takes secrets out of what an error quotes. */
  readonly show: (text: string) => string
}

/**
 * Reads an answer of `/v1/embeddings`: a vector for each text, each index once, in whatever order, as numbers or as base64
 * of little-endian 32-bit floats. Vectors are scaled to length 1.
 *
 * @throws {RequestFailure} anything else; the message says what stands there
 */
export function readAnswer(body: string, expected: Expected): Answer {
  const fail = (rule: string, got: string): never => {
    throw new RequestFailure(`endpoint: ${expected.server} must ${rule}; got ${got}.`)
  }
  const { show } = expected
  const { data, model } = answeredJson({ body, show }, fail) as { data?: unknown; model?: unknown }
  if (!Array.isArray(data)) return fail('answer with a list `data`', beginning(show(body)))
  if (data.length !== expected.texts) {
    return fail(`give a vector for each of ${expected.texts} texts`, `${data.length}`)
  }
  const vectors = inOrder(data as readonly Item[], fail).map((embedding) => vectorOf(embedding, fail))
  const dimensions = expected.dimensions ?? vectors[0]?.length ?? 0
  const rows = new Float32Array(vectors.length * dimensions)
  vectors.forEach((vector, text) => {
    if (vector.length !== dimensions || dimensions === 0) {
      fail(`give vectors of ${dimensions || 'some'} numbers`, `${vector.length} for text ${text}`)
    }
    setUnit(rows.subarray(text * dimensions, (text + 1) * dimensions), vector, (got) =>
      fail('give finite vectors that are not zero', `${got} for text ${text}`),
    )
  })
  return { rows, dimensions, model: typeof model === 'string' ? model : undefined }
}

type Fail = (rule: string, got: string) => never

interface Item {
  readonly index?: unknown
  readonly embedding?: unknown
}

/** The embeddings by index. */
function inOrder(data: readonly Item[], fail: Fail): unknown[] {
  const embeddings = new Map<unknown, unknown>(data.map((item) => [item?.index, item?.embedding]))
  return data.map((_, index) => {
    if (!embeddings.has(index)) {
      const indices = data.slice(0, 10).map((item) => JSON.stringify(item?.index) ?? 'none')
      return fail(
        `number its vectors from 0 to ${data.length - 1}`,
        `${indices.join(', ')}${data.length > 10 ? ', …' : ''}`,
      )
    }
    return embeddings.get(index)
  })
}

function vectorOf(embedding: unknown, fail: Fail): Float32Array {
  if (typeof embedding === 'string') return fromBase64(embedding, fail)
  if (Array.isArray(embedding) && embedding.every((value) => typeof value === 'number')) {
    return Float32Array.from(embedding as number[])
  }
  return fail('give a vector as numbers or base64', beginning(JSON.stringify(embedding) ?? 'none'))
}

function fromBase64(text: string, fail: Fail): Float32Array {
  const bytes = Buffer.from(text, 'base64')
  if (bytes.length % 4 !== 0 || bytes.toString('base64') !== text) {
    return fail('give base64 of 32-bit floats', beginning(JSON.stringify(text)))
  }
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(4 * i))
}

function setUnit(out: Float32Array, vector: Float32Array, fail: (got: string) => never): void {
  const length = Math.sqrt(vector.reduce((square, value) => square + value * value, 0))
  if (!Number.isFinite(length)) fail('a value that is not finite')
  if (length === 0) fail('zeros alone')
  for (let i = 0; i < out.length; i++) out[i] = vector[i]! / length
}
