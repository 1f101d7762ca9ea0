// @ts-check
import { contentOf } from './blocks.js'
import { differenceOf, tintsOf } from './difference.js'
import { differenceBars } from './difference-bars.js'
import { differenceMap } from './difference-map.js'
import { element, fill } from './elements.js'

/**
 * Lets the reader choose two cases of a data set, and sets them beside each other.
 * @param {HTMLElement} root
 */
async function startDifferences(root) {
  /** @type {import('./difference.js').Choosables} */
  const choosables = await contentOf(root.dataset['differences'] ?? '')
  const { cases, measures, first, second } = choosables.header
  const part = (/** @type {string} */ role) => /** @type {HTMLElement} */ (root.querySelector(`[data-part="${role}"]`))
  const select = (/** @type {string} */ role) => /** @type {HTMLSelectElement} */ (part(role))
  const controls = { first: select('first'), second: select('second'), measure: select('measure') }

  function draw() {
    const chosen = {
      first: Number(controls.first.value),
      second: Number(controls.second.value),
      measure: Number(controls.measure.value),
    }
    // A case differs from itself nowhere: what one side has the other cannot take.
    for (const option of controls.first.options) option.disabled = Number(option.value) === chosen.second
    for (const option of controls.second.options) option.disabled = Number(option.value) === chosen.first
    const names = { first: cases[chosen.first] ?? '', second: cases[chosen.second] ?? '' }
    const difference = differenceOf(choosables, chosen)
    part('said').replaceChildren(...saidOf(difference, names))
    part('note').textContent = noteOf(difference)
    const title = `${names.first} − ${names.second}`
    const map = difference.queries.length > 0 ? [differenceMap(difference, title)] : []
    part('drawn').replaceChildren(...map, ...[differenceBars(difference, title)].filter((one) => one !== null))
  }

  const options = (/** @type {string[]} */ texts) => texts.map((text, i) => ({ value: String(i), text }))
  fill(controls.first, options(cases), String(first))
  fill(controls.second, options(cases), String(second))
  fill(controls.measure, options(measures.map(({ title }) => title)), '0')
  for (const control of Object.values(controls)) control.addEventListener('input', draw)
  part('swap').addEventListener('click', () => {
    const [one, other] = [controls.first.value, controls.second.value]
    for (const option of root.querySelectorAll('option')) option.disabled = false
    controls.first.value = other
    controls.second.value = one
    draw()
  })
  draw()
  // The first of the fixed maps is the one that is drawn now.
  if (root.nextElementSibling instanceof HTMLDetailsElement) root.nextElementSibling.open = false
  root.hidden = false
}

/**
 * What was chosen and what it came to, in a sentence.
 * @param {import('./difference.js').Difference} difference
 * @param {{ first: string, second: string }} names
 */
function saidOf({ measure, pairs }, { first, second }) {
  const known = pairs.flat().filter(Number.isFinite)
  const sign = measure.direction === 'higher' ? 1 : -1
  const better = known.filter((value) => sign * value > 0).length
  const worse = known.filter((value) => sign * value < 0).length
  const count =
    known.length === 0
      ? ': no language pair that both have.'
      : `: better in ${better} of ${known.length} language pairs, worse in ${worse}.`
  return [`${measure.title} of `, element('bdi', {}, first), ' less that of ', element('bdi', {}, second), count]
}

/**
 * What the colours mean, and what the numbers cannot say.
 * @param {import('./difference.js').Difference} difference
 */
function noteOf({ measure, pairs, queries }) {
  if (queries.length === 0) return ''
  const diagonal = measure.title === measure.name ? ' The framed diagonal is the monolingual setting.' : ''
  return `${tintsOf(measure, pairs.flat()).sentence}${diagonal} Single languages and pairs are not tested: some of this is chance.`
}

for (const root of document.querySelectorAll('[data-differences]')) {
  // Where the data cannot be read the fixed maps stay as they are.
  if (root instanceof HTMLElement) startDifferences(root).catch(() => {})
}
