import type { Figure } from '../scale/figure.ts'
import type { PlanInputs } from '../scale/inputs.ts'
import type { PlanUnit, ScalePlan } from '../scale/plan.ts'
import type { Screen } from './output.ts'
import { textTable } from './text-table.ts'
import { wrapped } from './wrapped.ts'

/** What a plan stands on, what follows, how languages lie on shards, and how each figure came about. */
export function planTable(inputs: PlanInputs, { rows, shards }: ScalePlan, screen: Screen): string {
  const given = inputRows(inputs)
  const shown = rows.map(({ label, figure, unit }) => ({ label, figure, text: shownValue(figure.value, unit) }))
  const table = (name: string, cells: typeof shown): string => {
    const columns = [name, 'figure', 'basis']
    return textTable({ columns, rows: cells.map(({ label, text, figure }) => [label, text, figure.basis]) }, screen)
  }
  const basis = rows.find(({ key }) => key === 'withinHours')!.figure.basis
  const layout = shards.map(({ names, hours }, i) => [`${i + 1}: ${names.join(' ') || '–'}`, hoursText(hours), basis])
  const sources = [...given, ...shown].map(({ label, figure }) => {
    return wrapped(`${label}: ${figure.from}`, { width: screen.width, first: 2, further: 4 })
  })
  return [
    table('given', given),
    table('plan', shown),
    textTable({ columns: ['shard', 'ranks within', 'basis'], rows: layout }, screen),
    `Where the figures are from\n${sources.join('')}`,
  ].join('\n')
}

/** `{"inputs": {…: {"value", "basis", "from"}}, "plan": {…: {"value", "unit", "basis", "from"}}, "shards": […], "warnings": […]}` */
export function planJson(inputs: PlanInputs, { rows, shards }: ScalePlan, warnings: readonly string[]): string {
  const { languages, ...others } = inputs
  const plan = Object.fromEntries(rows.map(({ key, unit, figure }) => [key, { ...figure, unit }]))
  const layout = shards.map(({ names, hours }) => ({ languages: names, hours }))
  return `${JSON.stringify({ inputs: { languages, ...others }, plan, shards: layout, warnings }, null, 2)}\n`
}

function inputRows(inputs: PlanInputs): { readonly label: string; readonly text: string; readonly figure: Figure }[] {
  const { documentsPerSecond, gpuPrice, machinePrice } = inputs
  const listed: readonly (readonly [string, Figure | undefined, string])[] = [
    ['tokens of a document', inputs.tokensPerDocument, ''],
    ['dimensions', inputs.dimensions, ''],
    ['the encoder that was tried', documentsPerSecond, ' documents/s'],
    ['one GPU', inputs.tokensPerSecond, ' tokens/s'],
    ['GPUs', inputs.gpus, ''],
    ['products of one machine', scaled(inputs.products, 1e-9), ' G/s'],
    ['disk', scaled(inputs.diskRate, 1e-6), ' MB/s'],
    ['entity of Milvus besides its vector', inputs.entityBytes, ' bytes'],
    ['segment of Milvus', scaled(inputs.segmentBytes, 2 ** -20), ' MiB'],
    ['replicas of Milvus', inputs.replicas, ''],
    ['M of HNSW', inputs.links, ''],
    ['shards', inputs.shards, ''],
    ['models a night', inputs.models, ''],
    ['share of vectors anew', inputs.share, ''],
    ['price of a GPU-hour', gpuPrice, ''],
    ['price of a machine-hour', machinePrice, ''],
  ]
  return listed.flatMap(([label, figure, unit]) => {
    return figure ? [{ label, text: `${exact.format(figure.value)}${unit}`, figure }] : []
  })
}

function scaled(figure: Figure, by: number): Figure {
  return { ...figure, value: figure.value * by }
}

const short = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 })
const exact = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 4 })
const full = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })

function shownValue(value: number, unit: PlanUnit): string {
  if (unit === 'hours') return hoursText(value)
  if (unit === 'machine-hours') return `${short.format(value)} h`
  if (unit === 'bytes') return `${short.format(value / 1e9)} GB`
  if (unit === 'tokens') return `${short.format(value / 1e9)} × 10⁹`
  return unit === 'price' ? value.toFixed(2) : full.format(value)
}

/** `12 s`, `34 min`, `5.6 h`, `23.4 days` */
function hoursText(hours: number): string {
  if (hours < 1 / 30) return `${short.format(hours * 3600)} s`
  if (hours < 1.5) return `${short.format(hours * 60)} min`
  return hours < 72 ? `${short.format(hours)} h` : `${short.format(hours / 24)} days`
}
