const digits = 256
/** Up to this size insertion is quicker than passes over the digits' counts. */
const few = 32

// Of the thread, so that sorting often costs no garbage.
const starts = new Int32Array(digits)
let spareKeys = new Uint32Array(0)
let spareValues = new Int32Array(0)

/** Sorts the first `size` keys ascending and their values with them, in linear time. Equal keys stay in order. */
export function radixSort(keys: Uint32Array, values: Int32Array, size: number): void {
  if (size <= few) insertionSort(keys, values, size)
  else sortByDigits(keys, values, size)
}

function sortByDigits(keys: Uint32Array, values: Int32Array, size: number): void {
  if (spareKeys.length < size) {
    spareKeys = new Uint32Array(size)
    spareValues = new Int32Array(size)
  }
  const { least, bits } = rangeOf(keys, size)
  let from: Pairs = { keys, values }
  let to: Pairs = { keys: spareKeys, values: spareValues }
  for (let shift = 0; shift < bits; shift += 8) {
    sortByDigit(from, to, { size, least, shift })
    ;[from, to] = [to, from]
  }
  if (from.keys === keys) return
  keys.set(spareKeys.subarray(0, size))
  values.set(spareValues.subarray(0, size))
}

interface Pairs {
  readonly keys: Uint32Array
  readonly values: Int32Array
}

/** The least key, and how many bits the others differ from it in. */
function rangeOf(keys: Uint32Array, size: number): { readonly least: number; readonly bits: number } {
  let least = 0xffff_ffff
  let greatest = 0
  for (let i = 0; i < size; i++) {
    const key = keys[i]!
    if (key < least) least = key
    if (key > greatest) greatest = key
  }
  return { least, bits: 32 - Math.clz32(greatest - least) }
}

function sortByDigit(
  { keys, values }: Pairs,
  to: Pairs,
  { size, least, shift }: { readonly size: number; readonly least: number; readonly shift: number },
): void {
  const [toKeys, toValues] = [to.keys, to.values]
  starts.fill(0)
  for (let i = 0; i < size; i++) starts[((keys[i]! - least) >>> shift) % digits]!++
  let next = 0
  for (let digit = 0; digit < digits; digit++) {
    const count = starts[digit]!
    starts[digit] = next
    next += count
  }
  for (let i = 0; i < size; i++) {
    const key = keys[i]!
    const at = starts[((key - least) >>> shift) % digits]!++
    toKeys[at] = key
    toValues[at] = values[i]!
  }
}

function insertionSort(keys: Uint32Array, values: Int32Array, size: number): void {
  for (let i = 1; i < size; i++) {
    const [key, value] = [keys[i]!, values[i]!]
    let at = i
    for (; at > 0 && keys[at - 1]! > key; at--) {
      keys[at] = keys[at - 1]!
      values[at] = values[at - 1]!
    }
    keys[at] = key
    values[at] = value
  }
}
