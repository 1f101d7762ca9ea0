import type { BaselineData } from 'vitest'
import type { RunRecord } from '../src/experiment/record.ts'
import { mean as average } from '../src/mean.ts'

/** A row of Vitest's benchmark table, made from times already measured. */
export interface BenchRow {
  readonly name: string
  readonly data: BaselineData
}

/** How long each seed's training took, and the ranking of one query in every setting. */
export function timingRows({ name, training, seconds, dataset }: RunRecord): BenchRow[] {
  return [
    ...(training ? [{ name: `${name}: train`, data: timing(training.seconds.map((each) => each * 1000)) }] : []),
    { name: `${name}: rank for a query`, data: timing([(seconds.evaluate * 1000) / dataset.queries]) },
  ]
}

/** @param milliseconds one sample each; at least one */
function timing(milliseconds: readonly number[]): BaselineData {
  // A clock may be too coarse to tell a time from 0, whose throughput would be infinite.
  const samples = milliseconds.map((each) => Math.max(each, 1e-6))
  const totalTime = samples.reduce((sum, each) => sum + each, 0)
  return {
    latency: statistics(samples),
    throughput: statistics(samples.map((each) => 1000 / each)),
    period: totalTime / samples.length,
    totalTime,
  }
}

/** 97.5 % quantile of the normal distribution: the margin is an approximation for few samples. */
const critical = 1.96

function statistics(values: readonly number[]): BaselineData['latency'] {
  const sorted = [...values].sort((a, b) => a - b)
  const count = sorted.length
  const mean = average(sorted)
  const at = (share: number): number => sorted[Math.min(count - 1, Math.floor(share * count))] as number
  const variance = count > 1 ? sorted.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (count - 1) : 0
  const sd = Math.sqrt(variance)
  const sem = sd / Math.sqrt(count)
  const median = at(0.5)
  return {
    ...{ mean, min: at(0), max: at(1), p50: median, p75: at(0.75), p99: at(0.99), p995: at(0.995), p999: at(0.999) },
    ...{
      variance,
      sd,
      sem,
      df: count - 1,
      critical,
      moe: critical * sem,
      rme: mean ? (critical * sem * 100) / mean : 0,
    },
    aad: average(sorted.map((each) => Math.abs(each - mean))),
    mad: sorted.map((each) => Math.abs(each - median)).sort((a, b) => a - b)[Math.floor(count / 2)] as number,
    samples: undefined,
    samplesCount: count,
  }
}
