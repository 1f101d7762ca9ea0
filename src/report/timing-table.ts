import { mean } from '../mean.ts'
import type { Row } from './dataset-group.ts'
import { markSvg } from './mark-svg.ts'
import { formatSeconds, isNumber } from './number-format.ts'
import type { Mark } from './palette.ts'
import { plainText } from './plain-text.ts'

/** What each system cost: wall time on the machine of the run. */
export interface TimingView {
  readonly caption: string
  readonly rows: readonly TimingRow[]
}

export interface TimingRow {
  readonly label: string
  readonly mark: string
  /** A seed; empty where nothing was trained. */
  readonly training: string
  readonly steps: string
  readonly encoding: string
  readonly evaluation: string
  readonly kernel: string
}

/** Null where no row knows its times. */
export function timingTable(rows: readonly Row[], marks: ReadonlyMap<string, Mark>): TimingView | null {
  const timed = rows.filter(({ run }) => [run.seconds.encode, run.seconds.evaluate].some(isNumber))
  if (timed.length === 0) return null
  const platforms = [...new Set(timed.map(({ run }) => `${run.environment.platform}, Node ${run.environment.node}`))]
  const caption = `Wall time on ${platforms.map(plainText).join('; ')}. Training: mean of a seed. Encoding and evaluation: of all seeds together. Cases that run at once slow each other down.`
  return { caption, rows: timed.map((row) => timingRow(row, marks)) }
}

function timingRow(
  { label, run: { training, seconds, environment } }: Row,
  marks: ReadonlyMap<string, Mark>,
): TimingRow {
  const trained = training === null || training.seconds.length === 0 ? null : mean(training.seconds)
  const rate = training === null || trained === null ? Number.NaN : training.steps / trained
  return {
    label,
    mark: markSvg(marks.get(label) as Mark),
    training: trained === null ? '' : formatSeconds(trained),
    steps: Number.isFinite(rate) ? rateText(rate) : '',
    encoding: formatSeconds(seconds.encode),
    evaluation: formatSeconds(seconds.evaluate),
    kernel: plainText(
      training === null || training.kernel === environment.kernel
        ? environment.kernel
        : `${training.kernel}, ${environment.kernel}`,
    ),
  }
}

/** Steps a second. */
function rateText(rate: number): string {
  return rate < 10 ? rate.toFixed(1) : Math.round(rate).toLocaleString('en-US')
}
