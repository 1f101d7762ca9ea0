import { createHash } from 'node:crypto'

/** One fact of a data set. Its first field says what kind of fact it is. */
export type Fact = readonly (string | number | null)[]

/**
 * sha-256 in hexadecimal of a sequence of facts, one JSON array a line.
 *
 * JSON keeps 1 apart from '1' and escapes line ends and lone surrogates, so different sequences have different bytes.
 * Facts are hashed as they come: a large corpus never exists as one text.
 */
export function contentHash(facts: Iterable<Fact>): string {
  const hash = createHash('sha256')
  for (const fact of facts) hash.update(JSON.stringify(fact)).update('\n')
  return hash.digest('hex')
}
