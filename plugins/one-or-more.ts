/** What may be given alone or as a list. */
export type OneOrMore<Value> = Value | readonly Value[]

/** Always the list. */
export function listOf<Value>(value: OneOrMore<Value>): readonly Value[] {
  return Array.isArray(value) ? value : [value as Value]
}
