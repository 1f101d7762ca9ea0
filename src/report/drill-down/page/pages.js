// @ts-check
import { element } from './elements.js'

/**
 * Buttons to turn the pages of the table; hidden where there is only one.
 * @param {HTMLElement} place
 * @param {{ page: number, last: number }} where both from 0
 * @param {(page: number) => Promise<void>} turn
 */
export function drawPages(place, { page, last }, turn) {
  place.hidden = last === 0
  const step = (/** @type {string} */ label, /** @type {number} */ to, /** @type {boolean} */ possible) => {
    const button = element('button', { type: 'button', class: 'drill-page', disabled: !possible }, label)
    button.addEventListener('click', async () => {
      await turn(to)
      focusAgain(place, label)
    })
    return button
  }
  place.replaceChildren(
    step('First', 0, page > 0),
    step('Previous', page - 1, page > 0),
    element('span', {}, `Page ${page + 1} of ${last + 1}`),
    step('Next', page + 1, page < last),
    step('Last', last, page < last),
  )
}

/**
 * Back to the button that was pressed, drawn anew, or to another where it leads nowhere any more.
 * @param {HTMLElement} place
 * @param {string} label
 */
function focusAgain(place, label) {
  const buttons = [...place.querySelectorAll('button')].filter((button) => !button.disabled)
  const same = buttons.find((button) => button.textContent === label)
  ;(same ?? buttons[0])?.focus()
}
