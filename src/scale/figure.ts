/** Where a number is from: a count of what there is, a measurement on this machine, or an assumption that may be wrong. */
export type Basis = 'counted' | 'measured' | 'assumed'

export interface Figure {
  readonly value: number
  readonly basis: Basis
  /** What was counted or measured, who says so, or the formula. */
  readonly from: string
}

/** From the firmest ground to the softest. */
const bases: readonly Basis[] = ['counted', 'measured', 'assumed']

export function counted(value: number, from: string): Figure {
  return { value, basis: 'counted', from }
}

export function measured(value: number, from: string): Figure {
  return { value, basis: 'measured', from }
}

export function assumed(value: number, from: string): Figure {
  return { value, basis: 'assumed', from }
}

/** A figure that follows from others: it stands on no firmer ground than the softest of them. */
export function following(value: number, from: string, ...others: readonly Figure[]): Figure {
  const softest = Math.max(...others.map(({ basis }) => bases.indexOf(basis)))
  return { value, basis: bases[softest] ?? 'counted', from }
}
