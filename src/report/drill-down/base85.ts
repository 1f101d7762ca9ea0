/** What `base85` writes with: nothing that could end or open anything in a page. */
const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%()*+,-./:;=?@[]^_{}'

/** Bytes as text, five characters for four bytes: a sixteenth less than base64. The first digit says how many zeros fill up the end. */
export function base85(bytes: Uint8Array): string {
  const whole = Buffer.alloc(4 * Math.ceil(bytes.length / 4))
  whole.set(bytes)
  const text = Buffer.alloc((5 * whole.length) / 4)
  for (let at = 0, to = 0; at < whole.length; at += 4, to += 5) {
    let number = whole.readUInt32BE(at)
    for (let i = 4; i >= 0; i--) {
      text[to + i] = alphabet.charCodeAt(number % 85)
      number = Math.floor(number / 85)
    }
  }
  return (whole.length - bytes.length).toString() + text.toString('latin1')
}
