/** What an assertion found, before `.not` is applied. */
export interface Finding {
  readonly pass: boolean
  /** One sentence with what was expected and what there is. @param negated whether `.not` stands before the matcher */
  readonly sentence: (negated: boolean) => string
}
