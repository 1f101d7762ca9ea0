import { dashOf } from './charts/svg-chart.ts'
import type { Mark, Shape } from './palette.ts'

const shapes: Readonly<Record<Shape, string>> = {
  circle: '<circle cx="12" cy="6" r="4.5"/>',
  rect: '<path d="M8 2h8v8H8z"/>',
  triangle: '<path d="M12 1l5 9.5H7z"/>',
  diamond: '<path d="M12 0l5 6-5 6-5-6z"/>',
  pin: '<path d="M12 12L8 5.5a4 4 0 1 1 8 0z"/>',
}

/** The mark of a row beside its name in a table. Says nothing to a screen reader: the name does. */
export function markSvg({ colour, shape }: Mark): string {
  return `<svg class="mark series-${colour}" viewBox="6 0 12 12" aria-hidden="true">${shapes[shape]}</svg>`
}

/** The mark on its line, as the charts draw both. */
export function legendSvg(mark: Mark): string {
  const dash = dashOf(mark)
  const dashes = dash === 'solid' ? '' : ` stroke-dasharray="${dash.join(' ')}"`
  const line = `<path d="M0 6h24" fill="none" stroke-width="2"${dashes}/>`
  return `<svg class="swatch series-${mark.colour}" viewBox="0 0 24 12" aria-hidden="true">${line}${shapes[mark.shape]}</svg>`
}
