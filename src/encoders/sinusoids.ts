/**
 * The positions of M2M100: row p has the sines, then the cosines, of p · 10000^(−i / (half − 1)). The row of padding is zeros.
 * Every step is rounded to 32 bits as PyTorch does: angles of position 1,000 would be off by 7e-5 otherwise. Its
 * exponentials of 32 bits err by a last bit here and there, which leaves 1.5e-5 in 4 of 512 frequencies.
 *
 * @param width an odd one has a zero at the end
 */
export function sinusoids(rows: number, width: number, padding: number): Float32Array {
  const half = width >> 1
  const step = Math.fround(-Math.log(10_000) / (half - 1))
  const frequencies = Float32Array.from({ length: half }, (_, i) => Math.exp(Math.fround(i * step)))
  const out = new Float32Array(rows * width)
  for (let position = 0; position < rows; position++) {
    if (position === padding) continue
    for (let i = 0; i < half; i++) {
      const angle = Math.fround(position * frequencies[i]!)
      out[position * width + i] = Math.sin(angle)
      out[position * width + half + i] = Math.cos(angle)
    }
  }
  return out
}
