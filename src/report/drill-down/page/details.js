// @ts-check
import { scaled } from './blocks.js'
import { element, folded, foreign } from './elements.js'
import { rankOf, rankText, unzigzag } from './numbers.js'

/** @typedef {{ label: string, values: import('./blocks.js').Values }} Side */

/**
 * Everything about one query: its text, where its answers stand, and what came first.
 * @param {number} query
 * @param {import('./blocks.js').Texts} texts
 * @param {Side[]} sides the case, and the one beside it
 */
export function detailsOf(query, texts, sides) {
  const { queries, languages } = texts.header
  const language = languages[texts.lists['query languages']?.[query] ?? 0] ?? ''
  const about = element('p', { class: 'soft' }, element('bdi', {}, queries.ids[query] ?? ''), ' · ', language)
  if (queries.concepts[query]) about.append(' · concept ', element('bdi', {}, queries.concepts[query] ?? ''))
  return element(
    'div',
    { class: 'drill-details' },
    element('div', { class: 'drill-query' }, folded(queries.texts[query] ?? '', language)),
    about,
    ...answersOf(query, texts, sides),
    ...firstOf(query, texts, sides),
  )
}

/**
 * @param {number} query
 * @param {import('./blocks.js').Texts} texts
 * @param {Side[]} all
 */
function answersOf(query, texts, all) {
  const { languages } = texts.header
  const sides = all.filter(({ values }) => values.lists['pool'])
  const places = [...languages.keys()].filter((number) => texts.lists['answers']?.[query * languages.length + number])
  if (sides.length === 0 || places.length === 0) return []
  const most = sides.reduce((sum, { values }) => Math.max(sum, rankOf(largest(values.lists['pool']))), 2)
  const head = element('tr', {}, element('th', { scope: 'col', rowspan: '2' }, 'answer in'))
  const second = element('tr')
  for (const { label } of sides) {
    head.append(element('th', { scope: 'colgroup', colspan: '2' }, element('bdi', {}, label)))
    second.append(element('th', { scope: 'col' }, 'among all'), element('th', { scope: 'col' }, 'in its language'))
  }
  const rows = places.map((number) => answerRow(query * languages.length + number, number, { texts, sides, most }))
  const which = sides.some(({ values }) => values.header.seeds > 1)
    ? ' Of several seeds these are the first one’s.'
    : ''
  const caption = element(
    'caption',
    {},
    `Rank of its answer in every language, two digits from a hundred on. A bar is a rank among all on a logarithmic scale: the shorter the better.${which}`,
  )
  const table = element(
    'table',
    { class: 'drill-ranks' },
    caption,
    element('thead', {}, head, second),
    element('tbody', {}, ...rows),
  )
  return [element('h3', {}, 'Its answers'), scrolling(table, 'Ranks of its answers')]
}

/**
 * @param {number} place
 * @param {number} number of the language
 * @param {{ texts: import('./blocks.js').Texts, sides: Side[], most: number }} options
 */
function answerRow(place, number, { texts, sides, most }) {
  const language = texts.header.languages[number] ?? ''
  const count = texts.lists['answers']?.[place] ?? 0
  const only = texts.lists['answer']?.[place] ?? 0
  const name = element('th', { scope: 'row' }, element('bdi', {}, language))
  if (count > 1) name.append(element('span', { class: 'soft' }, ` best of ${count > 254 ? 'many' : count}`))
  if (only > 0) {
    const text = texts.header.documents.texts[only - 1] ?? ''
    name.append(foreign(text, language, 'drill-answer'))
  }
  const cells = sides.flatMap(({ values }) => {
    const code = values.lists['pool']?.[place] ?? 0
    const pool = rankOf(code)
    const own = rankOf((values.lists['usual own']?.[code] ?? 0) + unzigzag(values.lists['own']?.[place] ?? 0))
    const standing = element('span', { class: 'drill-standing' }, bar(pool, most), element('span', {}, rank(pool)))
    return [element('td', {}, standing), element('td', {}, rank(own))]
  })
  return element('tr', {}, name, ...cells)
}

/** @param {number} value 0 where the run did not return it */
function rank(value) {
  if (value === 0) return 'not returned'
  return value < 100 ? rankText(value) : `≈ ${rankText(value)}`
}

/**
 * @param {number} value
 * @param {number} most
 */
function bar(value, most) {
  const made = element('span', { class: 'drill-bar', 'aria-hidden': 'true' })
  const share = value === 0 ? 1 : Math.log(value) / Math.log(most)
  made.style.inlineSize = `${Math.max(3, 100 * share)}%`
  return element('span', { class: 'drill-track', 'aria-hidden': 'true' }, made)
}

/** @param {Uint32Array | undefined} list */
function largest(list) {
  return (list ?? new Uint32Array()).reduce((most, value) => Math.max(most, value), 0)
}

/**
 * @param {number} query
 * @param {import('./blocks.js').Texts} texts
 * @param {Side[]} all
 */
function firstOf(query, texts, all) {
  const sides = all.filter(({ values }) => values.lists['top'])
  if (sides.length === 0) return [element('p', { class: 'soft' }, 'What was retrieved was not kept.')]
  const lists = sides.map((side) => firstList(query, texts, side))
  return [element('h3', {}, 'What came first'), element('div', { class: 'drill-sides' }, ...lists)]
}

/**
 * @param {number} query
 * @param {import('./blocks.js').Texts} texts
 * @param {Side} side
 */
function firstList(query, texts, { label, values }) {
  const { depth, score, seeds, seed } = values.header
  const items = []
  let code = 0
  for (let place = query * depth; place < (query + 1) * depth; place++) {
    const number = (values.lists['top languages']?.[place] ?? 0) - 1
    if (number < 0) break
    const document = (texts.lists['document languages']?.indexOf(number) ?? 0) + (values.lists['top']?.[place] ?? 0)
    const step = values.lists['scores']?.[place] ?? 0
    code = items.length === 0 ? step : code - step
    const relevance = values.lists['relevance']?.[place] ?? 0
    items.push(resultItem(texts, { document, relevance, score: scaled(code, score ?? { low: 0, step: 1 }) }))
  }
  const which = seeds > 1 ? element('span', { class: 'soft' }, ` seed ${seed}, the first of ${seeds}`) : ''
  const nothing = element('p', { class: 'soft' }, 'Nothing was returned.')
  const title = element('h4', {}, element('bdi', {}, label), which)
  return element('div', {}, title, items.length > 0 ? element('ol', { class: 'drill-first' }, ...items) : nothing)
}

/**
 * @param {import('./blocks.js').Texts} texts
 * @param {{ document: number, relevance: number, score: number }} result
 */
function resultItem(texts, { document, relevance, score }) {
  const language = texts.header.languages[texts.lists['document languages']?.[document] ?? 0] ?? ''
  const [mark, kind] = judgement(relevance)
  const facts = element(
    'div',
    { class: 'drill-facts' },
    element('span', { class: `badge ${kind}` }, mark),
    element('span', {}, element('span', { class: 'unseen' }, 'language '), element('bdi', {}, language)),
    element('span', {}, element('span', { class: 'unseen' }, 'score '), score.toFixed(3).replace('-', '−')),
    element('bdi', { class: 'drill-id' }, texts.header.documents.ids[document] ?? ''),
  )
  return element(
    'li',
    { class: relevance > 1 ? 'drill-right' : '' },
    facts,
    folded(texts.header.documents.texts[document] ?? '', language),
  )
}

/**
 * @param {number} relevance 0 not judged, else one more than the grade
 * @returns {[string, string]}
 */
function judgement(relevance) {
  if (relevance === 0) return ['not judged', 'neutral']
  if (relevance === 1) return ['not relevant', 'bad']
  return [relevance === 2 ? 'relevant' : `relevant, grade ${relevance - 1}`, 'good']
}

/**
 * @param {HTMLElement} content
 * @param {string} label
 */
function scrolling(content, label) {
  return element('div', { class: 'scroll', role: 'region', tabindex: '0', 'aria-label': label }, content)
}
