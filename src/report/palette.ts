import { fnv1a } from '../random.ts'

/** How one row is recognised in every table and chart: a colour, and a shape for those who cannot tell the colours. */
export interface Mark {
  /** Index into `seriesColours`; in CSS `--series-0` and on. */
  readonly colour: number
  readonly shape: Shape
}

export type Shape = (typeof shapes)[number]

/** Colour of a series on light and on dark paper. */
export interface SeriesColour {
  readonly light: string
  readonly dark: string
}

const shapes = ['circle', 'rect', 'triangle', 'diamond', 'pin'] as const

/**
 * Okabe and Ito's colours, without their black and yellow (too close to ink and paper) and with a grey for what is untrained;
 * lightened for dark paper where they would fall below 3:1.
 *
 * @see https://jfly.uni-koeln.de/color/
 */
export const seriesColours: readonly SeriesColour[] = [
  { light: '#767c85', dark: '#9aa3ad' },
  { light: '#c98600', dark: '#e69f00' },
  { light: '#00815f', dark: '#1fb98b' },
  { light: '#0072b2', dark: '#4aa3df' },
  { light: '#b8578f', dark: '#d98bb8' },
  { light: '#d55e00', dark: '#f0803c' },
  { light: '#3a9bd0', dark: '#7fcaf2' },
]

const familyColours: Readonly<Record<string, number>> = {
  untrained: 0,
  zero: 0,
  monolingual: 1,
  cross: 2,
  hybrid: 3,
  mixed: 4,
  shuffled: 5,
}

/**
 * A mark for every name, the same in every report for the samplers of this package.
 * Other names start from a hash of theirs; a name whose mark is taken gets the next free one.
 */
export function marksOf(names: readonly string[]): Map<string, Mark> {
  const taken = new Set<string>()
  const marks = new Map<string, Mark>()
  // Sorted, so that the order of the cases does not matter; families first, so that nobody takes their colour.
  const sorted = [...new Set(names)].sort()
  for (const name of [...sorted.filter(familyOf), ...sorted.filter((name) => !familyOf(name))]) {
    const mark = firstFree(name, taken)
    taken.add(JSON.stringify(mark))
    marks.set(name, mark)
  }
  return marks
}

function firstFree(name: string, taken: ReadonlySet<string>): Mark {
  const family = familyOf(name)?.colour
  const others = seriesColours.slice(1).map((_, i, { length }) => 1 + ((fnv1a(name) + i) % length))
  const marks = [...marksIn(family === undefined ? [] : [family]), ...marksIn(others)]
  return marks.find((mark) => !taken.has(JSON.stringify(mark))) ?? (marks[0] as Mark)
}

/** All marks in these colours: first every colour in its own shape, then each in the next. */
function marksIn(colours: readonly number[]): Mark[] {
  return shapes.flatMap((_, turn) => colours.map((colour) => ({ colour, shape: shapeOf(colour + turn) })))
}

/** Every colour starts from another shape, so that shapes alone tell the usual rows apart; hybrid has the plain circle. */
function shapeOf(turn: number): Shape {
  return shapes[(turn + 2) % shapes.length] as Shape
}

function familyOf(name: string): { readonly colour: number } | undefined {
  const colour = Object.entries(familyColours).find(([family]) => name.toLowerCase().startsWith(family))?.[1]
  return colour === undefined ? undefined : { colour }
}
