import { createHash, type Hash } from 'node:crypto'

/** One fact of a data set. Its first field says what kind of fact it is. */
export type Fact = readonly (string | number | null)[]

/**
 * sha-256 in hexadecimal of a sequence of facts, one JSON array a line.
 *
 * JSON keeps 1 apart from '1' and escapes line ends and lone surrogates, so different sequences have different bytes.
 * Facts are hashed as they come: a large corpus never exists as one text.
 */
export function contentHash(facts: Iterable<Fact>): string {
  const hash = factHash()
  for (const fact of facts) hash.add(fact)
  return hash.digest()
}

/** A content hash that grows by one fact after another. */
export interface FactHash {
  add(fact: Fact): void
  /** One that goes on from the same facts by itself. */
  copy(): FactHash
  /** The hash of the facts so far; more may follow. */
  digest(): string
}

/** UTF-16 units gathered before they are hashed: a call for each fact would cost more than its hash. */
const gathered = 2 ** 14

export function factHash(): FactHash {
  return growing(createHash('sha256'))
}

function growing(hash: Hash): FactHash {
  let text = ''
  const flush = (): void => {
    if (text !== '') hash.update(text)
    text = ''
  }
  return {
    add(fact) {
      text += `${JSON.stringify(fact)}\n`
      if (text.length >= gathered) flush()
    },
    copy() {
      flush()
      return growing(hash.copy())
    },
    digest() {
      flush()
      return hash.copy().digest('hex')
    },
  }
}
