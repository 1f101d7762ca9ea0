import { chdtrc, compiled } from 'cephes'

// The package's functions are WebAssembly, which takes a moment to compile.
await compiled

/** The probability that a chi-squared variable with so many degrees of freedom is at least `x` ≥ 0. */
export function chiSquaredSurvival(x: number, degreesOfFreedom: number): number {
  return chdtrc(degreesOfFreedom, x)
}
