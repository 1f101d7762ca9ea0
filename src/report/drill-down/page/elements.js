// @ts-check

/**
 * A new element. Texts become text nodes and nothing else, whatever they hold.
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Record<string, string | boolean | null>} [attributes] true stands for an attribute without value; false and null for none
 * @param {Array<Node | string>} children
 * @returns {HTMLElementTagNameMap[Name]}
 */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name)
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) made.setAttribute(attribute, value === true ? '' : value)
  }
  made.append(...children)
  return made
}

/**
 * A text of the data set, set apart from what surrounds it, in its own language and direction.
 * @param {string} text
 * @param {string} language
 * @param {string} [kind] class
 */
export function foreign(text, language, kind = '') {
  const known = /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/.test(language)
  return element(
    'bdi',
    { dir: 'auto', lang: known ? language : null, class: kind || null },
    text || '(no text at hand)',
  )
}

/** Characters beyond which a text is folded. */
const longText = 160

/**
 * A text that is folded, with a button to unfold it, where it is long.
 * @param {string} text
 * @param {string} language
 * @returns {HTMLElement}
 */
export function folded(text, language) {
  const whole = foreign(text, language, 'drill-text')
  if (text.length <= longText) return whole
  whole.classList.add('drill-folded')
  const button = element('button', { type: 'button', class: 'drill-more', 'aria-expanded': 'false' }, 'Show all of it')
  button.addEventListener('click', () => {
    const isFolded = whole.classList.toggle('drill-folded')
    button.setAttribute('aria-expanded', String(!isFolded))
    button.textContent = isFolded ? 'Show all of it' : 'Show less'
  })
  return element('div', {}, whole, button)
}

/**
 * Fills a select with options and keeps what was chosen where it is still there.
 * @param {HTMLSelectElement} select
 * @param {Array<{ value: string, text: string }>} options
 * @param {string} chosen
 */
export function fill(select, options, chosen) {
  select.replaceChildren(...options.map(({ value, text }) => element('option', { value }, text)))
  select.value = chosen
}
