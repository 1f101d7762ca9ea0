import { averagePrecision } from './average-precision.ts'
import type { Measure } from './measure.ts'
import { ndcg } from './ndcg.ts'
import { rankDistance } from './rank-distance.ts'
import { recall } from './recall.ts'
import { reciprocalRank } from './reciprocal-rank.ts'
import { success } from './success.ts'

/** The measures that share a name before the `@`. */
interface Family {
  /** Canonical first. */
  readonly names: readonly [string, ...string[]]
  readonly cutoff: 'none' | 'optional' | 'required'
  readonly make: (cutoff: number) => Measure
}

const families: readonly Family[] = [
  { names: ['AP', 'mAP', 'MAP'], cutoff: 'optional', make: (cutoff) => averagePrecision({ cutoff }) },
  { names: ['RR', 'MRR'], cutoff: 'optional', make: (cutoff) => reciprocalRank({ cutoff }) },
  { names: ['nDCG', 'NDCG'], cutoff: 'optional', make: (cutoff) => ndcg({ cutoff }) },
  { names: ['R', 'Recall'], cutoff: 'required', make: (cutoff) => recall({ cutoff }) },
  { names: ['Success'], cutoff: 'required', make: (cutoff) => success({ cutoff }) },
  { names: ['RankDistance'], cutoff: 'none', make: () => rankDistance() },
]

/**
 * The measure that a notation names: `measure('nDCG@10')`. Aliases are read (`mAP`, `MRR`, `NDCG@10`, `Recall@100`);
 * the measure itself carries the canonical name, which reads back as the same measure.
 *
 * @throws {RangeError} no such measure (the message lists what exists), or a cutoff that is missing, unwanted or not a positive integer
 */
export function measure(notation: string): Measure {
  const [, name, digits] = /^([A-Za-z]+)(?:@([1-9]\d*))?$/.exec(notation) ?? []
  const family = families.find(({ names }) => names.includes(name ?? ''))
  const accepted = family && (digits === undefined ? family.cutoff !== 'required' : family.cutoff !== 'none')
  if (!accepted) {
    throw new RangeError(
      `measure: the notation must be one of ${families.map(grammar).join(', ')}, where k is a positive integer; got ${JSON.stringify(notation)}.`,
    )
  }
  return family.make(digits === undefined ? Number.POSITIVE_INFINITY : Number(digits))
}

function grammar({ names: [name], cutoff }: Family): string {
  return { none: name, optional: `${name}, ${name}@k`, required: `${name}@k` }[cutoff]
}

/** What is measured unless something else is asked for. */
export const defaultMeasures: readonly Measure[] = [
  averagePrecision(),
  reciprocalRank(),
  ndcg({ cutoff: 10 }),
  recall({ cutoff: 1 }),
  recall({ cutoff: 10 }),
  recall({ cutoff: 100 }),
  success({ cutoff: 1 }),
  rankDistance(),
]
