// @ts-check

/** Buttons that copy the text they name; without script they stay hidden. */
for (const button of document.querySelectorAll('button[data-copy]')) {
  if (!(button instanceof HTMLButtonElement)) continue
  const source = document.querySelector(button.dataset['copy'] ?? '')
  if (!source) continue
  button.hidden = false
  button.addEventListener('click', async () => {
    const isCopied = await copied(source)
    const told = button.textContent
    button.textContent = isCopied ? 'Copied' : 'Press Ctrl+C'
    setTimeout(() => {
      button.textContent = told
    }, 2000)
  })
}

/**
 * Copies an element's text; where the browser refuses, it is selected, so that the reader can.
 * @param {Element} source
 */
async function copied(source) {
  try {
    await navigator.clipboard.writeText(source.textContent ?? '')
    return true
  } catch {
    getSelection()?.selectAllChildren(source)
    return false
  }
}
