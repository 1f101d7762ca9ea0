import { countsOf, type DatasetCard } from './card.ts'
import { lareqaCitation, lareqaSource } from './lareqa.ts'

export const xquadRCard: DatasetCard = {
  name: 'xquad-r',
  title: 'XQuAD-R',
  loader: 'xquadR',
  kind: 'data set',
  description: 'Questions on paragraphs of Wikipedia find the sentence in which the answer begins.',
  source: lareqaSource,
  revision: '9bc8c7f',
  licence: 'CC-BY-SA-4.0',
  nonCommercial: false,
  terms: 'Attribution; what is made from it is shared alike.',
  citation: lareqaCitation,
  languages: countsOf({
    ar: [1190, 1222],
    de: [1190, 1276],
    el: [1190, 1234],
    en: [1190, 1180],
    es: [1190, 1215],
    hi: [1190, 1244],
    ru: [1190, 1219],
    th: [1190, 852],
    tr: [1190, 1167],
    vi: [1190, 1209],
    zh: [1190, 1196],
  }),
  parallel: 'Questions and the 240 paragraphs in all languages; each question has one relevant sentence in each.',
}
