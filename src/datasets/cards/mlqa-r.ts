import { countsOf, type DatasetCard } from './card.ts'
import { lareqaCitation, lareqaSource } from './lareqa.ts'

export const mlqaRCard: DatasetCard = {
  name: 'mlqa-r',
  title: 'MLQA-R',
  loader: 'mlqaR',
  kind: 'data set',
  description: "Questions of MLQA's dev part find the sentence in which the answer begins.",
  source: lareqaSource,
  revision: '354d67d',
  licence: 'CC-BY-NC-4.0',
  nonCommercial: true,
  terms: 'Attribution, and no commercial use. Later commits of the repository no longer hold it.',
  citation: lareqaCitation,
  languages: countsOf({
    ar: [517, 2545],
    de: [512, 2362],
    en: [1148, 6264],
    es: [500, 1787],
    hi: [507, 2426],
    vi: [511, 2828],
    zh: [504, 2322],
  }),
  parallel:
    'Each of 1,148 questions in two (65), three (263) or four (820) languages, English always among them, with a relevant sentence in each of these.',
}
