// The SIMD kernel, in AssemblyScript. `npm run kernel` compiles it to kernel.wasm.
//
// Products work on packed panels: four rows of the left matrix and eight columns of the right one, stored so that the
// innermost loop reads both in order and keeps its 4 × 8 sums in eight registers. With more sums, or the loop unrolled,
// V8 runs out of its sixteen and goes through memory: a third slower. No fused multiply-add: it rounds once where the
// plain kernel rounds twice, and relaxed SIMD leaves the choice to the processor.

const tileRows: i32 = 4
const tileColumns: i32 = 8
/** Block sizes. A left block is 1,024 × 512 × 4 bytes (2 MB), a right block 128 × 512 × 4 (256 KB: stays in L2). */
const blockRows: i32 = 1024
const blockColumns: i32 = 128
const blockDepth: i32 = 512

/** Bytes of scratch that `product` needs: a left block, a right block and one tile. */
export function scratchBytes(): i32 {
  return ((blockRows + blockColumns) * blockDepth + tileRows * tileColumns) << 2
}

@inline function float(base: usize, index: i32): usize {
  return base + ((<usize>index) << 2)
}

/**
 * Packs `vectors` vectors of `depth` values into panels of `width`: to[panel][k][vector in panel].
 * Value k of vector v lies at from[v * vectorStep + k * depthStep]. The last panel repeats its last vector.
 */
@inline function pack(to: usize, from: usize, vectors: i32, depth: i32, vectorStep: i32, depthStep: i32, width: i32): void {
  const panelBytes = (<usize>(depth * width)) << 2
  const stride = (<usize>width) << 2
  for (let first = 0; first < vectors; first += width) {
    const present = min(width, vectors - first)
    const source = float(from, first * vectorStep)
    if (vectorStep == 1 && present == width) {
      for (let k = 0; k < depth; k++) {
        const row = float(source, k * depthStep)
        const target = to + <usize>k * stride
        v128.store(target, v128.load(row))
        if (width == 8) v128.store(target, v128.load(row, 16), 16)
      }
    } else {
      const step = (<usize>depthStep) << 2
      for (let j = 0; j < width; j++) {
        let read = float(source, min(j, present - 1) * vectorStep)
        let write = float(to, j)
        for (let k = 0; k < depth; k++) {
          store<f32>(write, load<f32>(read))
          read += step
          write += stride
        }
      }
    }
    to += panelBytes
  }
}

/** One full tile: c[4 × 8] (+)= left panel · right panel, over `depth`; rows of c are `stride` bytes apart. */
@inline function tile(a: usize, b: usize, c: usize, stride: usize, depth: i32, fresh: bool): void {
  let c00 = f32x4.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00
  const r1 = c + stride, r2 = r1 + stride, r3 = r2 + stride
  if (!fresh) {
    c00 = v128.load(c); c01 = v128.load(c, 16); c10 = v128.load(r1); c11 = v128.load(r1, 16)
    c20 = v128.load(r2); c21 = v128.load(r2, 16); c30 = v128.load(r3); c31 = v128.load(r3, 16)
  }
  const end = a + ((<usize>(depth * tileRows)) << 2)
  while (a < end) {
    const b0 = v128.load(b), b1 = v128.load(b, 16)
    let x = v128.load32_splat(a)
    c00 = f32x4.add(c00, f32x4.mul(x, b0)); c01 = f32x4.add(c01, f32x4.mul(x, b1))
    x = v128.load32_splat(a, 4)
    c10 = f32x4.add(c10, f32x4.mul(x, b0)); c11 = f32x4.add(c11, f32x4.mul(x, b1))
    x = v128.load32_splat(a, 8)
    c20 = f32x4.add(c20, f32x4.mul(x, b0)); c21 = f32x4.add(c21, f32x4.mul(x, b1))
    x = v128.load32_splat(a, 12)
    c30 = f32x4.add(c30, f32x4.mul(x, b0)); c31 = f32x4.add(c31, f32x4.mul(x, b1))
    a += 16
    b += 32
  }
  v128.store(c, c00); v128.store(c, c01, 16); v128.store(r1, c10); v128.store(r1, c11, 16)
  v128.store(r2, c20); v128.store(r2, c21, 16); v128.store(r3, c30); v128.store(r3, c31, 16)
}

/** A block of packed panels. Tiles that stick out of the matrix are computed aside, so no store leaves it. */
function block(a: usize, b: usize, out: usize, rows: i32, columns: i32, depth: i32, n: i32, fresh: bool, aside: usize): void {
  const stride = (<usize>n) << 2
  const aPanel = (<usize>(depth * tileRows)) << 2
  const bPanel = (<usize>(depth * tileColumns)) << 2
  for (let i = 0; i < rows; i += tileRows) {
    let panel = b
    for (let j = 0; j < columns; j += tileColumns) {
      const c = float(out, i * n + j)
      const height = min(tileRows, rows - i), width = min(tileColumns, columns - j)
      if (height == tileRows && width == tileColumns) tile(a, panel, c, stride, depth, fresh)
      else {
        if (!fresh) copyTile(aside, 32, c, stride, height, width)
        tile(a, panel, aside, 32, depth, fresh)
        copyTile(c, stride, aside, 32, height, width)
      }
      panel += bPanel
    }
    a += aPanel
  }
}

function copyTile(to: usize, toStride: usize, from: usize, fromStride: usize, rows: i32, columns: i32): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) store<f32>(float(to, j), load<f32>(float(from, j)))
    to += toStride
    from += fromStride
  }
}

/**
 * out[m × n] = Σₖ a(i, k) · b(j, k), for a(i, k) = a[i * aRow + k * aDepth] and b(j, k) = b[j * bColumn + k * bDepth]:
 * the steps make it a product with either side transposed. `k` must be at least 1.
 */
export function product(
  out: usize, a: usize, aRow: i32, aDepth: i32, b: usize, bColumn: i32, bDepth: i32, m: i32, k: i32, n: i32, scratch: usize,
): void {
  const packedB = float(scratch, blockRows * blockDepth)
  const aside = float(packedB, blockColumns * blockDepth)
  for (let k0 = 0; k0 < k; k0 += blockDepth) {
    const depth = min(blockDepth, k - k0)
    for (let i0 = 0; i0 < m; i0 += blockRows) {
      const rows = min(blockRows, m - i0)
      pack(scratch, float(a, i0 * aRow + k0 * aDepth), rows, depth, aRow, aDepth, tileRows)
      for (let j0 = 0; j0 < n; j0 += blockColumns) {
        const columns = min(blockColumns, n - j0)
        pack(packedB, float(b, j0 * bColumn + k0 * bDepth), columns, depth, bColumn, bDepth, tileColumns)
        block(scratch, packedB, float(out, i0 * n + j0), rows, columns, depth, n, k0 == 0, aside)
      }
    }
  }
}

/** Dot product: value i is added to sum i mod 4, then (s₀ + s₁) + (s₂ + s₃). The plain kernel adds in the same order. */
@inline function dot(a: usize, b: usize, length: i32): f32 {
  let sums = f32x4.splat(0)
  const whole = length & ~3
  for (let i = 0; i < whole; i += 4) sums = f32x4.add(sums, f32x4.mul(v128.load(float(a, i)), v128.load(float(b, i))))
  let s0 = f32x4.extract_lane(sums, 0), s1 = f32x4.extract_lane(sums, 1), s2 = f32x4.extract_lane(sums, 2)
  const s3 = f32x4.extract_lane(sums, 3)
  if (whole < length) s0 += load<f32>(float(a, whole)) * load<f32>(float(b, whole))
  if (whole + 1 < length) s1 += load<f32>(float(a, whole + 1)) * load<f32>(float(b, whole + 1))
  if (whole + 2 < length) s2 += load<f32>(float(a, whole + 2)) * load<f32>(float(b, whole + 2))
  return (s0 + s1) + (s2 + s3)
}

/** out += source */
@inline function addRow(out: usize, source: usize, columns: i32): void {
  let c = 0
  for (; c + 4 <= columns; c += 4) v128.store(float(out, c), f32x4.add(v128.load(float(out, c)), v128.load(float(source, c))))
  for (; c < columns; c++) store<f32>(float(out, c), load<f32>(float(out, c)) + load<f32>(float(source, c)))
}

/** out *= factor */
@inline function scaleRow(out: usize, factor: f32, columns: i32): void {
  const factors = f32x4.splat(factor)
  let c = 0
  for (; c + 4 <= columns; c += 4) v128.store(float(out, c), f32x4.mul(v128.load(float(out, c)), factors))
  for (; c < columns; c++) store<f32>(float(out, c), load<f32>(float(out, c)) * factor)
}

/** Sixteen columns at a time stay in registers while the bag's rows pass by; the order of the sums is unchanged. */
@inline function sumOfBag(out: usize, table: usize, ids: usize, size: i32, columns: i32): void {
  let c = 0
  for (; c + 16 <= columns; c += 16) {
    let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0
    for (let i = 0; i < size; i++) {
      const row = float(table, load<i32>(float(ids, i)) * columns + c)
      s0 = f32x4.add(s0, v128.load(row)); s1 = f32x4.add(s1, v128.load(row, 16))
      s2 = f32x4.add(s2, v128.load(row, 32)); s3 = f32x4.add(s3, v128.load(row, 48))
    }
    const to = float(out, c)
    v128.store(to, s0); v128.store(to, s1, 16); v128.store(to, s2, 32); v128.store(to, s3, 48)
  }
  if (c == columns) return
  memory.fill(float(out, c), 0, (<usize>(columns - c)) << 2)
  for (let i = 0; i < size; i++) addRow(float(out, c), float(table, load<i32>(float(ids, i)) * columns + c), columns - c)
}

export function meanOfBags(out: usize, table: usize, ids: usize, starts: usize, count: i32, columns: i32): void {
  for (let i = 0; i < count; i++) {
    const start = load<i32>(float(starts, i)), size = load<i32>(float(starts, i + 1)) - start
    const row = float(out, i * columns)
    sumOfBag(row, table, float(ids, start), size, columns)
    if (size > 0) scaleRow(row, <f32>1 / <f32>size, columns)
  }
}

export function normalizeRows(matrix: usize, lengths: usize, rows: i32, columns: i32): void {
  for (let r = 0; r < rows; r++) {
    const row = float(matrix, r * columns)
    const root = sqrt<f32>(dot(row, row, columns))
    // Infinity − Infinity is NaN: a row whose squares overflow must not become a row of zeros.
    const length = root + (root - root)
    store<f32>(float(lengths, r), length)
    const lengthLanes = f32x4.splat(length)
    let c = 0
    for (; c + 4 <= columns; c += 4) v128.store(float(row, c), f32x4.div(v128.load(float(row, c)), lengthLanes))
    for (; c < columns; c++) store<f32>(float(row, c), load<f32>(float(row, c)) / length)
  }
}

export function normalizeRowsBackward(gradients: usize, units: usize, lengths: usize, rows: i32, columns: i32): void {
  for (let r = 0; r < rows; r++) {
    const g = float(gradients, r * columns), u = float(units, r * columns)
    const along = dot(g, u, columns), length = load<f32>(float(lengths, r))
    const alongLanes = f32x4.splat(along), lengthLanes = f32x4.splat(length)
    let c = 0
    for (; c + 4 <= columns; c += 4) {
      const across = f32x4.sub(v128.load(float(g, c)), f32x4.mul(alongLanes, v128.load(float(u, c))))
      v128.store(float(g, c), f32x4.div(across, lengthLanes))
    }
    for (; c < columns; c++) {
      store<f32>(float(g, c), (load<f32>(float(g, c)) - along * load<f32>(float(u, c))) / length)
    }
  }
}

/** Rows whose memory is asked for together. */
const ahead: i32 = 16
/** Where the touched bytes' sum goes, so that no compiler leaves the loads out. */
let touched: i32 = 0

/** Loads one byte of each cache line. */
@inline function touch(from: usize, bytes: i32): i32 {
  let sum = 0
  for (let at = 0; at < bytes; at += 64) sum |= load<u8>(from + at)
  return sum
}

/**
 * Loads rows and their moments. They lie anywhere in a large table: loads that wait for memory then do so side by side,
 * and so do, in a loop of their own, those that wait for where in memory a page is.
 */
@inline function touchRows(table: usize, moments: usize, ids: usize, rows: i32, columns: i32): void {
  let sum = 0
  for (let r = 0; r < rows; r++) {
    const at = load<i32>(float(ids, r)) * columns
    sum |= load<u8>(float(table, at)) | load<u8>(float(moments, 2 * at))
  }
  for (let r = 0; r < rows; r++) {
    const at = load<i32>(float(ids, r)) * columns
    sum |= touch(float(table, at), columns << 2) | touch(float(moments, 2 * at), columns << 3)
  }
  touched = sum
}

/** Four values at once, or the first of four where `whole` is false. */
@inline function loadLanes(at: usize, whole: bool): v128 {
  return whole ? v128.load(at) : v128.load32_zero(at)
}

@inline function storeLanes(at: usize, lanes: v128, whole: bool): void {
  if (whole) v128.store(at, lanes)
  else v128.store32_lane(at, lanes, 0)
}

/** Adam on four values, or on one. */
@inline function adamLanes(
  weight: usize, mean: usize, square: usize, g: v128, rates: v128, corrections: v128,
  betas1: v128, betas2: v128, rests1: v128, rests2: v128, epsilons: v128, whole: bool,
): void {
  const m = f32x4.add(f32x4.mul(betas1, loadLanes(mean, whole)), f32x4.mul(rests1, g))
  const v = f32x4.add(f32x4.mul(betas2, loadLanes(square, whole)), f32x4.mul(rests2, f32x4.mul(g, g)))
  storeLanes(mean, m, whole)
  storeLanes(square, v, whole)
  const step = f32x4.div(f32x4.mul(rates, m), f32x4.add(f32x4.sqrt(f32x4.mul(v, corrections)), epsilons))
  storeLanes(weight, f32x4.sub(loadLanes(weight, whole), step), whole)
}

/** A row's gradient is summed in registers, sixteen columns at a time, and used there. */
export function adamRows(
  table: usize, moments: usize, ids: usize, vectors: usize, bagIds: usize, starts: usize, rows: i32, columns: i32,
  rate: f32, correction: f32, beta1: f32, beta2: f32, epsilon: f32,
): void {
  const rates = f32x4.splat(rate), corrections = f32x4.splat(correction), epsilons = f32x4.splat(epsilon)
  const betas1 = f32x4.splat(beta1), betas2 = f32x4.splat(beta2)
  const rests1 = f32x4.splat(<f32>1 - beta1), rests2 = f32x4.splat(<f32>1 - beta2)
  for (let r = 0; r < rows; r++) {
    if (r % ahead == 0) touchRows(table, moments, float(ids, r), min(ahead, rows - r), columns)
    const at = load<i32>(float(ids, r)) * columns
    const bag = float(bagIds, load<i32>(float(starts, r))), end = float(bagIds, load<i32>(float(starts, r + 1)))
    let w = float(table, at), m = float(moments, 2 * at), v = float(m, columns)
    let c = 0
    for (; c + 16 <= columns; c += 16) {
      let g0 = f32x4.splat(0), g1 = g0, g2 = g0, g3 = g0
      for (let p = bag; p < end; p += 4) {
        const vector = float(vectors, load<i32>(p) * columns + c)
        g0 = f32x4.add(g0, v128.load(vector)); g1 = f32x4.add(g1, v128.load(vector, 16))
        g2 = f32x4.add(g2, v128.load(vector, 32)); g3 = f32x4.add(g3, v128.load(vector, 48))
      }
      adamLanes(w, m, v, g0, rates, corrections, betas1, betas2, rests1, rests2, epsilons, true)
      adamLanes(w + 16, m + 16, v + 16, g1, rates, corrections, betas1, betas2, rests1, rests2, epsilons, true)
      adamLanes(w + 32, m + 32, v + 32, g2, rates, corrections, betas1, betas2, rests1, rests2, epsilons, true)
      adamLanes(w + 48, m + 48, v + 48, g3, rates, corrections, betas1, betas2, rests1, rests2, epsilons, true)
      w += 64; m += 64; v += 64
    }
    while (c < columns) {
      const whole = c + 4 <= columns
      let g = f32x4.splat(0)
      for (let p = bag; p < end; p += 4) {
        const vector = float(vectors, load<i32>(p) * columns + c)
        g = f32x4.add(g, loadLanes(vector, whole))
      }
      adamLanes(w, m, v, g, rates, corrections, betas1, betas2, rests1, rests2, epsilons, whole)
      const values = whole ? 4 : 1
      c += values
      w = float(w, values); m = float(m, values); v = float(v, values)
    }
  }
}

@inline function sumOfLanes(lanes: v128): i32 {
  return i32x4.extract_lane(lanes, 0) + i32x4.extract_lane(lanes, 1) + i32x4.extract_lane(lanes, 2) + i32x4.extract_lane(lanes, 3)
}

@inline function add(at: usize, count: i32): void {
  store<i32>(at, load<i32>(at) + count)
}

/** One more in each lane of `sums` whose comparison holds: that is −1 there. */
@inline function counted(sums: v128, holds: v128): v128 {
  return i32x4.sub(sums, holds)
}

/**
 * `countAbove` for `width` thresholds, a constant from 1 to 4: with their sums four just fit the registers. Returns how
 * many pairs are equal.
 */
@inline function countGroup(counts: usize, scores: usize, starts: usize, pieces: i32, thresholds: usize, width: i32): i32 {
  const first = i32x4(-1, 0, 0, 0)
  const t0 = v128.load32_splat(thresholds), t1 = width > 1 ? v128.load32_splat(thresholds, 4) : t0
  const t2 = width > 2 ? v128.load32_splat(thresholds, 8) : t0, t3 = width > 3 ? v128.load32_splat(thresholds, 12) : t0
  let equal = 0
  for (let p = 0; p < pieces; p++) {
    let at = float(scores, load<i32>(float(starts, p)))
    const end = float(scores, load<i32>(float(starts, p + 1)))
    let a0 = i32x4.splat(0), a1 = a0, a2 = a0, a3 = a0, e = a0
    for (; at + 16 <= end; at += 16) {
      const s = v128.load(at)
      a0 = counted(a0, f32x4.gt(s, t0)); e = counted(e, f32x4.eq(s, t0))
      if (width > 1) { a1 = counted(a1, f32x4.gt(s, t1)); e = counted(e, f32x4.eq(s, t1)) }
      if (width > 2) { a2 = counted(a2, f32x4.gt(s, t2)); e = counted(e, f32x4.eq(s, t2)) }
      if (width > 3) { a3 = counted(a3, f32x4.gt(s, t3)); e = counted(e, f32x4.eq(s, t3)) }
    }
    for (; at < end; at += 4) {
      const s = v128.load32_splat(at)
      a0 = counted(a0, v128.and(f32x4.gt(s, t0), first)); e = counted(e, v128.and(f32x4.eq(s, t0), first))
      if (width > 1) { a1 = counted(a1, v128.and(f32x4.gt(s, t1), first)); e = counted(e, v128.and(f32x4.eq(s, t1), first)) }
      if (width > 2) { a2 = counted(a2, v128.and(f32x4.gt(s, t2), first)); e = counted(e, v128.and(f32x4.eq(s, t2), first)) }
      if (width > 3) { a3 = counted(a3, v128.and(f32x4.gt(s, t3), first)); e = counted(e, v128.and(f32x4.eq(s, t3), first)) }
    }
    equal += sumOfLanes(e)
    add(float(counts, p), sumOfLanes(a0))
    if (width > 1) add(float(counts, pieces + p), sumOfLanes(a1))
    if (width > 2) add(float(counts, 2 * pieces + p), sumOfLanes(a2))
    if (width > 3) add(float(counts, 3 * pieces + p), sumOfLanes(a3))
  }
  return equal
}

/**
 * counts[t * pieces + p] += scores of piece p above threshold t; counts[count * pieces] += pairs of a score and a
 * threshold that are equal.
 */
export function countAbove(counts: usize, scores: usize, starts: usize, pieces: i32, thresholds: usize, count: i32): void {
  const last = float(counts, count * pieces)
  let equal = 0, t = 0
  for (; t + 4 <= count; t += 4) {
    equal += countGroup(float(counts, t * pieces), scores, starts, pieces, float(thresholds, t), 4)
  }
  const rest = float(counts, t * pieces), from = float(thresholds, t)
  if (count - t == 3) equal += countGroup(rest, scores, starts, pieces, from, 3)
  else if (count - t == 2) equal += countGroup(rest, scores, starts, pieces, from, 2)
  else if (count - t == 1) equal += countGroup(rest, scores, starts, pieces, from, 1)
  add(last, equal)
}
