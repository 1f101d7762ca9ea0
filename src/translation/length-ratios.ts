import { isBlank } from '../datasets/verification.ts'
import { median } from '../median.ts'
import type { Translations } from './translation-store.ts'

/** Characters added to either length, so that "Yes." may have any translation. */
const slack = 10
/** Translations from which on a direction has a ratio of its own. */
const enough = 20
/** Greatest distance from the median in standard deviations, as Iglewicz and Hoaglin advise, and the least that is allowed in any case. */
const most = { deviations: 3.5, floor: Math.log(2) }
/** Standard deviation of a normal distribution over its median absolute deviation. */
const toDeviation = 1.4826
/** Bounds of the ratio where too few are known: Chinese is a third as long as English. */
const fixed = Math.log(5)

/**
 * A function that tells whether a translation's length is an outlier of its direction, by the logarithm of
 * (length + 10) / (source's length + 10) in characters without
 * combining marks. It may lie 3.5 robust standard deviations from the
 * direction's median, and always a factor of two; with fewer than 20 translations, a factor of five from 1.
 *
 * @see Iglewicz, Hoaglin: How to Detect and Handle Outliers, 1993: the median and the median absolute deviation
 */
export function lengthRatios(translations: Translations): (source: string, translation: string) => boolean {
  const known = [...translations].filter(([, { translation }]) => !isBlank(translation))
  const ratios = Float64Array.from(known, ([source, { translation }]) => ratio(source, translation))
  if (ratios.length < enough) return (source, translation) => Math.abs(ratio(source, translation)) > fixed
  const centre = median(ratios)
  const deviation = toDeviation * median(ratios.map((value) => Math.abs(value - centre)))
  const bound = Math.max(most.deviations * deviation, most.floor)
  return (source, translation) => Math.abs(ratio(source, translation) - centre) > bound
}

function ratio(source: string, translation: string): number {
  return Math.log((visible(translation) + slack) / (visible(source) + slack))
}

/** Code points that are not combining marks: what a reader counts, in a hundredth of the time that Intl.Segmenter takes. */
function visible(text: string): number {
  return /^[\0-\u02ff]*$/.test(text) ? text.length : (text.match(/\P{Mark}/gu)?.length ?? 0)
}
