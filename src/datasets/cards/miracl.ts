import { countsOf, type DatasetCard } from './card.ts'

/** Queries are those of the dev part. Of German and Yoruba, added later, the publisher's table has no counts. */
export const miraclCard: DatasetCard = {
  name: 'miracl',
  title: 'MIRACL',
  loader: 'miracl',
  kind: 'data set',
  description:
    'Questions by native speakers find passages of the Wikipedia in their language; judged by native speakers.',
  source: 'https://github.com/project-miracl/miracl',
  revision: 'v1.0',
  licence: 'Apache-2.0',
  nonCommercial: false,
  terms: 'The licence is that of queries and judgements; passages are text of Wikipedia, under its terms.',
  citation:
    'Zhang, Thakur, Ogundepo, Kamalloo, Alfonso-Hermelo, Li, Liu, Rezagholizadeh, Lin 2022: Making a MIRACL: Multilingual Information Retrieval Across a Continuum of Languages, arXiv:2210.09984',
  languages: countsOf({
    ar: [2896, 2_061_414],
    bn: [411, 297_265],
    de: [null, null],
    en: [799, 32_893_221],
    es: [648, 10_373_953],
    fa: [632, 2_207_172],
    fi: [1271, 1_883_509],
    fr: [343, 14_636_953],
    hi: [350, 506_264],
    id: [960, 1_446_315],
    ja: [860, 6_953_614],
    ko: [213, 1_486_752],
    ru: [1252, 9_543_918],
    sw: [482, 131_924],
    te: [828, 518_079],
    th: [733, 542_166],
    yo: [null, null],
    zh: [393, 4_934_368],
  }),
  parallel: 'Nothing: each language has its own questions and passages, so it is evaluated within languages.',
}
