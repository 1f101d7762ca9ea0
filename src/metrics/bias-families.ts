import { type Family, familyOf } from './family.ts'
import { rankDistance } from './rank-distance.ts'

/** The measures of how a ranking treats languages. */
export const biasFamilies: readonly Family[] = [familyOf(rankDistance())]
