import type { DatasetCard } from './card.ts'

export const beirCard: DatasetCard = {
  name: 'beir',
  title: 'BEIR folder',
  loader: 'beir',
  kind: 'format',
  description:
    'corpus.jsonl, queries.jsonl and qrels/SPLIT.tsv, as the data sets of BEIR and many others are laid out.',
  source: 'https://github.com/beir-cellar/beir',
  revision: null,
  licence: null,
  nonCommercial: null,
  terms: 'Each data set has its own licence: look it up where the folder comes from.',
  citation:
    'Thakur, Reimers, Rücklé, Srivastava, Gurevych 2021: BEIR: A Heterogenous Benchmark for Zero-shot Evaluation of Information Retrieval Models, arXiv:2104.08663',
  languages: [],
  parallel: 'Entries whose metadata name the same concept, where a folder has them.',
}
