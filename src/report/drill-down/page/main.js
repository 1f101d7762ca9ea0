// @ts-check
import { contentOf } from './blocks.js'
import { headsOf, nameOf, numberOf, worstFirst } from './columns.js'
import { detailsOf } from './details.js'
import { element, fill, foreign } from './elements.js'
import { drawPages } from './pages.js'
import { matching, sidesOf, sorted } from './rows.js'

/**
 * @typedef {object} Wanted what the reader chose
 * @property {number} dataset
 * @property {number} own the case, by its place
 * @property {string} other 'none', 'baseline' or the place of another case
 * @property {string} column measure and setting
 * @property {string} language
 * @property {string} text
 * @property {{ by: import('./rows.js').Order, descending: boolean }} order
 * @property {number} page
 * @property {Set<number>} open queries that are opened
 */

/** Rows of one page of the table. */
const pageRows = 20

/** @param {HTMLElement} root */
async function start(root) {
  /** @type {import('./unpack.js').Unpacked<import('./blocks.js').Index>} */
  const { header: index } = await contentOf('queries-index')
  const find = (/** @type {string} */ role) => /** @type {HTMLElement} */ (root.querySelector(`[data-part="${role}"]`))
  const select = (/** @type {string} */ role) => /** @type {HTMLSelectElement} */ (find(role))
  const controls = {
    dataset: select('dataset'),
    own: select('own'),
    other: select('other'),
    column: select('column'),
    language: select('language'),
    text: /** @type {HTMLInputElement} */ (find('text')),
  }
  const parts = { head: find('head'), body: find('body'), said: find('said'), pages: find('pages'), note: find('note') }
  /** @type {Wanted} */
  const wanted = {
    dataset: 0,
    own: 0,
    other: 'none',
    column: '',
    language: '',
    text: '',
    order: { by: 'change', descending: false },
    page: 0,
    open: new Set(),
  }
  /** Drawings that were overtaken by a later one are dropped. */
  let turn = 0

  function current() {
    const dataset = /** @type {import('./blocks.js').DatasetIndex} */ (index.datasets[wanted.dataset])
    return { dataset, own: /** @type {import('./blocks.js').CaseIndex} */ (dataset.cases[wanted.own]) }
  }

  async function loaded() {
    const { dataset, own } = current()
    /** @type {import('./blocks.js').Texts} */
    const texts = await contentOf(dataset.block)
    /** @type {import('./blocks.js').Values} */
    const values = await contentOf(own.block)
    const beside = dataset.cases[Number(wanted.other)]
    /** @type {import('./blocks.js').Values | null} */
    const other = beside ? await contentOf(beside.block) : null
    return { dataset, own, texts, values, beside, other }
  }

  /** A data set was chosen: its cases, and what is likely to be asked first. */
  async function chooseDataset() {
    const { cases } = current().dataset
    wanted.own = cases.findIndex(({ failing }) => failing)
    if (wanted.own < 0) wanted.own = likely(cases, [...cases.keys()])
    fill(
      controls.own,
      cases.map(({ label }, i) => ({ value: String(i), text: label })),
      String(wanted.own),
    )
    /** @type {import('./blocks.js').Texts} */
    const { header } = await contentOf(current().dataset.block)
    wanted.language = ''
    const languages = header.languages.map((language) => ({ value: language, text: language }))
    fill(controls.language, [{ value: '', text: 'all' }, ...languages], '')
    wanted.open.clear()
    await chooseCase()
  }

  /** A case was chosen: what it can be compared with, and what is known of it. */
  async function chooseCase() {
    const { dataset, own } = current()
    /** @type {import('./blocks.js').Values} */
    const { header } = await contentOf(own.block)
    const hasBaseline = header.columns.some(({ baseline }) => baseline)
    const others = dataset.cases.flatMap(({ label }, i) =>
      i === wanted.own ? [] : [{ value: String(i), text: label }],
    )
    const options = [
      { value: 'none', text: 'nothing' },
      ...(hasBaseline ? [{ value: 'baseline', text: 'the baseline (values only)' }] : []),
      ...others,
    ]
    const kept = options.some(({ value }) => value === wanted.other) && wanted.other !== 'none'
    if (!kept) {
      const rest = [...dataset.cases.keys()].filter((i) => i !== wanted.own)
      wanted.other = hasBaseline ? 'baseline' : rest.length > 0 ? String(likely(dataset.cases, rest)) : 'none'
    }
    fill(controls.other, options, wanted.other)
    const columns = header.columns.map((one) => ({ value: nameOf(one), text: nameOf(one) }))
    if (!columns.some(({ value }) => value === wanted.column)) {
      wanted.column = nameOf(header.columns.find(({ setting }) => setting === 'multilingual') ?? header.columns[0])
    }
    fill(controls.column, columns, wanted.column)
    await draw()
  }

  async function draw() {
    const mine = ++turn
    const { dataset, own, texts, values, beside, other } = await loaded()
    if (mine !== turn) return
    const column = values.header.columns.find((one) => nameOf(one) === wanted.column) ?? values.header.columns[0]
    if (!column) return
    const compared = wanted.other === 'baseline' ? 'baseline' : other
    const sides = sidesOf(values, compared, column)
    if (!sides.others && ['other', 'change'].includes(wanted.order.by)) wanted.order = worstFirst(column)
    if (!sides.distances && wanted.order.by === 'distance') wanted.order = worstFirst(column)
    const found = sorted(matching(texts, wanted), wanted.order, sides, texts)
    const last = Math.max(0, Math.ceil(found.length / pageRows) - 1)
    wanted.page = Math.min(wanted.page, last)
    const from = wanted.page * pageRows
    const shown = found.slice(from, from + pageRows)
    const heads = headsOf({
      sides,
      measure: column.measure,
      beside: compared === 'baseline' ? 'baseline' : beside?.label,
    })
    parts.head.replaceChildren(...heads.map(headCell))
    const both = [{ label: own.label, values }, ...(beside && other ? [{ label: beside.label, values: other }] : [])]
    const bounded = new Set(column.bound ? column.bounded : [])
    const sign = column.bound === 'at most' ? '≤ ' : '≥ '
    parts.body.replaceChildren(
      ...shown.flatMap((query) => {
        const numbers = heads.slice(2).map(({ by, label }) => {
          const text = numberOf(by, sides, query, column.measure)
          const worse = by === 'change' && (column.direction === 'higher') === text.startsWith('−')
          const kind = by !== 'change' || !/[1-9]/.test(text) ? '' : worse ? 'drill-worse' : 'drill-better'
          const before = by === 'value' && bounded.has(query) ? sign : ''
          return element('td', { class: kind || null, 'data-label': label }, before + text)
        })
        return rowsOf(query, numbers, { texts, both, columns: heads.length })
      }),
    )
    const total = dataset.shown
    const range = found.length > 0 ? ` Rows ${from + 1} to ${from + shown.length} are shown.` : ''
    parts.said.textContent = `${found.length.toLocaleString('en-US')} of ${total.toLocaleString('en-US')} queries match.${range}`
    drawPages(parts.pages, { page: wanted.page, last }, async (to) => {
      wanted.page = to
      await draw()
    })
    parts.note.replaceChildren(
      'More of the case: ',
      element('a', { href: `#${own.anchor}` }, element('bdi', {}, own.label)),
      '.',
    )
  }

  /**
   * @param {number} query
   * @param {HTMLElement[]} numbers
   * @param {{ texts: import('./blocks.js').Texts, both: import('./details.js').Side[], columns: number }} options
   */
  function rowsOf(query, numbers, { texts, both, columns }) {
    const { queries, languages } = texts.header
    const language = languages[texts.lists['query languages']?.[query] ?? 0] ?? ''
    const isOpen = wanted.open.has(query)
    const id = `query-details-${query}`
    const text = foreign(queries.texts[query] || queries.ids[query] || '', language, 'drill-line')
    const button = element(
      'button',
      {
        type: 'button',
        class: 'drill-open',
        'aria-expanded': String(isOpen),
        'aria-controls': id,
        'data-query': String(query),
      },
      text,
    )
    const row = element(
      'tr',
      {},
      element('th', { scope: 'row' }, button),
      element('td', {}, element('bdi', {}, language)),
      ...numbers,
    )
    const cell = element('td', { colspan: String(columns) })
    const below = element('tr', { id, class: 'drill-below', hidden: !isOpen }, cell)
    const open = () => cell.replaceChildren(detailsOf(query, texts, both))
    if (isOpen) open()
    button.addEventListener('click', () => {
      const opens = below.hidden
      below.hidden = !opens
      button.setAttribute('aria-expanded', String(opens))
      if (opens) {
        wanted.open.add(query)
        open()
      } else wanted.open.delete(query)
    })
    return [row, below]
  }

  /** @param {{ by: import('./rows.js').Order, label: string }} head */
  function headCell({ by, label }) {
    const isSorted = wanted.order.by === by
    const sort = isSorted ? (wanted.order.descending ? 'descending' : 'ascending') : 'none'
    const arrow = element(
      'span',
      { 'aria-hidden': 'true', class: 'drill-arrow' },
      isSorted ? (wanted.order.descending ? '▼' : '▲') : '',
    )
    const button = element('button', { type: 'button', class: 'drill-sort' }, element('bdi', {}, label), arrow)
    button.addEventListener('click', async () => {
      wanted.order = isSorted ? { by, descending: !wanted.order.descending } : { by, descending: by === 'distance' }
      wanted.page = 0
      await draw()
      const again = parts.head.querySelector(`[data-by="${by}"] button`)
      if (again instanceof HTMLElement) again.focus()
    })
    return element('th', { scope: 'col', 'aria-sort': sort, 'data-by': by }, button)
  }

  /** @param {HTMLElement} control @param {() => Promise<void>} act */
  function on(control, act) {
    control.addEventListener('input', () => {
      wanted.page = 0
      act().catch(told)
    })
  }

  on(controls.dataset, () => {
    wanted.dataset = Number(controls.dataset.value)
    return chooseDataset()
  })
  on(controls.own, () => {
    wanted.own = Number(controls.own.value)
    return chooseCase()
  })
  on(controls.other, () => {
    wanted.other = controls.other.value
    if (wanted.other !== 'none') wanted.order = { by: 'change', descending: isLower() }
    return draw()
  })
  on(controls.column, () => {
    wanted.column = controls.column.value
    if (wanted.order.by === 'change') wanted.order = { by: 'change', descending: isLower() }
    return draw()
  })
  on(controls.language, () => {
    wanted.language = controls.language.value
    return draw()
  })
  on(controls.text, () => {
    wanted.text = controls.text.value
    return draw()
  })

  /** Whether the chosen measure is the better the lower it is. */
  function isLower() {
    return wanted.column.startsWith('RankDistance')
  }

  fill(
    controls.dataset,
    index.datasets.map(({ name }, i) => ({ value: String(i), text: name })),
    '0',
  )
  if (controls.dataset.parentElement) controls.dataset.parentElement.hidden = index.datasets.length < 2
  await chooseDataset()
  root.hidden = false
}

/**
 * The case that is likely to be asked for: the best that is no control.
 * @param {import('./blocks.js').CaseIndex[]} cases
 * @param {number[]} among their places
 */
function likely(cases, among) {
  const worth = (/** @type {number} */ place) => (cases[place]?.control ? -1 : (cases[place]?.worth ?? 0))
  return among.reduce((best, place) => (worth(place) > worth(best) ? place : best), among[0] ?? 0)
}

/** @param {unknown} error */
function told(error) {
  const place = document.getElementById('queries-fallback')
  if (place) {
    place.hidden = false
    place.append(` (The data could not be read: ${error instanceof Error ? error.message : String(error)}.)`)
  }
}

const root = document.getElementById('queries-table')
const fallback = document.getElementById('queries-fallback')
if (root && fallback) {
  start(root).then(() => {
    fallback.hidden = true
  }, told)
}
