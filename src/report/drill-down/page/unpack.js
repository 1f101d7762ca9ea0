// @ts-check

/**
 * What `pack` wrote.
 * @template Header
 * @typedef {{ header: Header, lists: Record<string, Uint32Array> }} Unpacked
 */

/**
 * Reads what `pack` wrote.
 * @template Header
 * @param {string} text
 * @returns {Promise<Unpacked<Header>>}
 */
export async function unpack(text) {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'))
  const content = new Uint8Array(await new Response(stream).arrayBuffer())
  const headEnd = 4 + new DataView(content.buffer).getUint32(0, true)
  const { header, lists } = JSON.parse(new TextDecoder().decode(content.subarray(4, headEnd)))
  let at = headEnd
  /** @type {Record<string, Uint32Array>} */
  const numbers = {}
  for (const { name, width, length } of lists) {
    const list = new Uint32Array(length)
    for (let plane = 0; plane < width; plane++, at += length) {
      for (let i = 0; i < length; i++) list[i] = (list[i] ?? 0) + (content[at + i] ?? 0) * 2 ** (8 * plane)
    }
    numbers[name] = list
  }
  return { header, lists: numbers }
}
