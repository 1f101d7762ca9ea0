/** What a progress of encoding says besides its counts. */
export interface EncodingRate {
  /** Texts met by the tokenizer, and their tokens. */
  tokenized(texts: number, tokens: number): void
  /** Texts that have their vectors, and their tokens. */
  encoded(texts: number, tokens: number): void
  /** `46.1 texts/s, 1,210 tokens/s, 2 min left`: time by tokens, since long texts come first. */
  note(): string
}

/** @param total texts to encode @param now milliseconds, from any start */
export function encodingRate(total: number, now: () => number = () => performance.now()): EncodingRate {
  const start = now()
  const met = { texts: 0, tokens: 0 }
  const made = { texts: 0, tokens: 0 }
  return {
    tokenized: (texts, tokens) => add(met, texts, tokens),
    encoded: (texts, tokens) => add(made, texts, tokens),
    note() {
      const seconds = Math.max((now() - start) / 1000, 1e-3)
      const expected = (met.tokens / Math.max(met.texts, 1)) * total
      const left = (Math.max(expected - made.tokens, 0) * seconds) / Math.max(made.tokens, 1)
      return `${rate(made.texts / seconds)} texts/s, ${rate(made.tokens / seconds)} tokens/s, ${duration(left)} left`
    },
  }
}

function add(counts: { texts: number; tokens: number }, texts: number, tokens: number): void {
  counts.texts += texts
  counts.tokens += tokens
}

const digits = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 })

function rate(value: number): string {
  return digits.format(value)
}

/** `8 s`, `3 min`, `2.5 h` */
function duration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`
  if (seconds < 5400) return `${Math.ceil(seconds / 60)} min`
  return `${rate(seconds / 3600)} h`
}
