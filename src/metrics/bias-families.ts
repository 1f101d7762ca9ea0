import { completenessFamily } from './completeness.ts'
import { type Family, familyOf } from './family.ts'
import { languageDivergenceFamily } from './language-divergence.ts'
import { languageExposureFamily } from './language-exposure.ts'
import { maxRank } from './max-rank.ts'
import { meanRank } from './mean-rank.ts'
import { medianRankDistance } from './median-rank-distance.ts'
import { negativeCosine } from './negative-cosine.ts'
import { normMaxRank } from './norm-max-rank.ts'
import { normRankDistance } from './norm-rank-distance.ts'
import { peerFamily } from './peer.ts'
import { rankDistance } from './rank-distance.ts'
import { rankingConsistencyFamily } from './ranking-consistency.ts'
import { sameLanguageFirst } from './same-language-first.ts'
import { sameLanguageMargin } from './same-language-margin.ts'

/** The measures of how a ranking treats languages. */
export const biasFamilies: readonly Family[] = [
  familyOf(rankDistance()),
  familyOf(medianRankDistance()),
  familyOf(normRankDistance()),
  { ...familyOf(maxRank()), names: ['MaxRank', 'MaxR'] },
  familyOf(normMaxRank()),
  completenessFamily,
  familyOf(meanRank()),
  languageDivergenceFamily,
  languageExposureFamily,
  familyOf(sameLanguageFirst()),
  familyOf(sameLanguageMargin()),
  rankingConsistencyFamily,
  peerFamily,
  familyOf(negativeCosine({ of: 'mean', language: 'same' })),
  familyOf(negativeCosine({ of: 'mean', language: 'other' })),
  familyOf(negativeCosine({ of: 'variance', language: 'same' })),
  familyOf(negativeCosine({ of: 'variance', language: 'other' })),
]
