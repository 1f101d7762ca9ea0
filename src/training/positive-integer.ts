/** @throws {RangeError} an option of `train` that counts something is not 1, 2, … */
export function verifyPositiveInteger(name: string, value: number): void {
  if (Number.isSafeInteger(value) && value > 0) return
  throw new RangeError(`train: ${name} must be a positive integer; got ${value}.`)
}
