import type { UnitRows } from '../matrix.ts'
import type { Observer } from '../progress.ts'
import type { Json, Role, Text } from '../retrieval.ts'

/** Texts → unit vectors. */
export interface Encoder {
  readonly dimensions: number
  /** @returns texts.length × dimensions, row i for text i */
  encode(texts: readonly Text[], options: { readonly role: Role } & Observer): Promise<UnitRows>
}

/** What an experiment names: enough to make the encoder anew for each seed. */
export interface EncoderSource {
  /** Short and unique in a table: `static`. */
  readonly name: string
  /** As a reader knows it: `Untrained n-grams`. */
  readonly label: string
  /** Everything that decides the vectors besides seed and training. */
  readonly configuration: Json
  /** What a reader of results should know, as it came up: a slower runtime, cache files that were damaged. */
  readonly warnings?: readonly string[]
  /** A control is a yardstick in the same table (untrained, random), not a contender. */
  readonly control: boolean
  /** @param seed decides the initial weights; encoders without any ignore it @param observer of a download that it may take */
  create(seed: number, observer?: Observer): Encoder | Promise<Encoder>
}
