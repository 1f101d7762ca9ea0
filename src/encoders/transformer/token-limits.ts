import type { Architecture } from '../folder/architecture.ts'
import type { TokenLimits } from '../padded-batch.ts'

/** What texts a model takes. */
export function tokenLimits({ padding, vocabulary, positions }: Architecture): TokenLimits {
  return { padding, vocabulary, length: positions.rows - positions.first }
}
