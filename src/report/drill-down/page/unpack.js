// @ts-check

/**
 * What `pack` wrote.
 * @template Header
 * @typedef {{ header: Header, lists: Record<string, Uint32Array> }} Unpacked
 */

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%()*+,-./:;=?@[]^_{}'

/**
 * What `base85` wrote.
 * @param {string} text
 */
function fromBase85(text) {
  const digits = new Uint8Array(128)
  for (let i = 0; i < alphabet.length; i++) digits[alphabet.charCodeAt(i)] = i
  const bytes = new DataView(new ArrayBuffer((4 * (text.length - 1)) / 5))
  for (let at = 1, to = 0; at < text.length; at += 5, to += 4) {
    let number = 0
    for (let i = 0; i < 5; i++) number = 85 * number + (digits[text.charCodeAt(at + i)] ?? 0)
    bytes.setUint32(to, number)
  }
  return new Uint8Array(bytes.buffer, 0, bytes.byteLength - Number(text[0]))
}

/**
 * Reads what `pack` wrote.
 * @template Header
 * @param {string} text
 * @returns {Promise<Unpacked<Header>>}
 */
export async function unpack(text) {
  const bytes = fromBase85(text)
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'))
  const content = new Uint8Array(await new Response(stream).arrayBuffer())
  const headEnd = 4 + new DataView(content.buffer).getUint32(0, true)
  const { header, lists } = JSON.parse(new TextDecoder().decode(content.subarray(4, headEnd)))
  let at = headEnd
  /** @type {[name: string, list: Uint32Array][]} */
  const numbers = []
  for (const { name, width, length } of lists) {
    const list = new Uint32Array(length)
    for (let plane = 0; plane < width; plane++, at += length) {
      for (let i = 0; i < length; i++) list[i] = (list[i] ?? 0) + (content[at + i] ?? 0) * 2 ** (8 * plane)
    }
    numbers.push([name, list])
  }
  // Whatever a list is called, it becomes an entry and nothing else.
  return { header, lists: Object.fromEntries(numbers) }
}
