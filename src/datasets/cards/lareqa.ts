/** Where XQuAD-R is, and MLQA-R was, published. */
export const lareqaSource = 'https://github.com/google-research-datasets/lareqa'

/** What both ask to be cited. */
export const lareqaCitation =
  'Roy, Constant, Al-Rfou, Barua, Phillips, Yang 2020: LAReQA: Language-agnostic answer retrieval from a multilingual pool, arXiv:2004.05484'
