import { countsOf, type DatasetCard } from './card.ts'

/** Counts are those of the evaluation part in its default languages. */
export const cldrEmojiCard: DatasetCard = {
  name: 'cldr-emoji',
  title: 'CLDR emoji',
  loader: 'cldrEmoji',
  kind: 'data set',
  description:
    'The short name of an emoji finds its search keywords, as localisers wrote both; 557 emoji to train on and 93 for dev beside the 279 counted here.',
  source: 'https://www.npmjs.com/package/cldr-annotations-full',
  revision: '48.2.0',
  licence: 'Unicode-3.0',
  nonCommercial: false,
  terms: 'Use, copying and change are free; copies keep the copyright and permission notice.',
  citation:
    'Unicode Common Locale Data Repository, annotations: https://cldr.unicode.org/translation/characters/short-names-and-keywords',
  languages: countsOf({
    ar: [279, 279],
    de: [279, 279],
    el: [279, 279],
    en: [279, 279],
    es: [279, 279],
    hi: [279, 279],
    ru: [279, 279],
    th: [279, 279],
    tr: [279, 279],
    vi: [279, 279],
    zh: [279, 279],
  }),
  parallel:
    'Queries and documents in all languages, one of each an emoji; over 100 languages on request, with fewer emoji.',
}
