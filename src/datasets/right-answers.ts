import type { TrainingPair } from './training-pairs.ts'

/** The texts that answer a pair: positives of its concept and group, in every language. */
export function rightAnswers(pairs: readonly TrainingPair[]): (pair: TrainingPair) => ReadonlySet<string> {
  const positives = ({ translations }: TrainingPair): string[] =>
    Object.values(translations).map(({ positive }) => positive)
  const ofGroup = new Map<string, Set<string>>()
  for (const pair of pairs) {
    if (pair.group === undefined) continue
    const known = ofGroup.get(pair.group) ?? new Set()
    for (const text of positives(pair)) known.add(text)
    ofGroup.set(pair.group, known)
  }
  return (pair) => (pair.group === undefined ? new Set(positives(pair)) : ofGroup.get(pair.group)!)
}
