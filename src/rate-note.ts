const digits = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 })

/** A rate as notes of progress show it: `46.1`, `1,210`. */
export function shownRate(value: number): string {
  return digits.format(value)
}

/** Time left as notes of progress show it: `8 s`, `3 min`, `2.5 h`. */
export function shownDuration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`
  if (seconds < 5400) return `${Math.ceil(seconds / 60)} min`
  return `${digits.format(seconds / 3600)} h`
}
