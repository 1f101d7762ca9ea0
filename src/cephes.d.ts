/** The functions of the Cephes library used here. The package has types, but its `exports` hide them from TypeScript. */
declare module 'cephes' {
  /** To be awaited before the first call. */
  export const compiled: Promise<void>
  /** P(χ² ≥ x). */
  export function chdtrc(degreesOfFreedom: number, x: number): number
  /** Regularised incomplete beta function. */
  export function incbet(a: number, b: number, x: number): number
  /** Its inverse in x. */
  /** Standard normal distribution function. */
  export function ndtr(x: number): number
  /** Its inverse. */
  export function ndtri(y: number): number
}
