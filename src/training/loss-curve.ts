/** One point of a loss curve: the mean over the steps since the point before, in nats. */
export interface LossPoint {
  /** The last of those steps: 1, 2, … */
  readonly step: number
  readonly loss: number
}

/** More points than a chart has pixels to show would only make the report larger. */
const mostPoints = 200

/** The losses of all steps as at most 200 points, each the mean of the steps since the point before and placed at the last of them. */
export function lossCurve(losses: Float64Array): LossPoint[] {
  const width = Math.ceil(losses.length / mostPoints)
  const points: LossPoint[] = []
  for (let start = 0; start < losses.length; start += width) {
    const part = losses.subarray(start, start + width)
    points.push({ step: start + part.length, loss: part.reduce((sum, loss) => sum + loss, 0) / part.length })
  }
  return points
}
