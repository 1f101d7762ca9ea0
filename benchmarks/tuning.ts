// How the default suite's hyper-parameters were chosen: on the dev part of the data alone, never on the evaluation part.
// Prints a Markdown table; docs/hyper-parameters.md holds one. Run it with `npm run tune`.
import {
  adam,
  cldrEmoji,
  crossLingual,
  hybrid,
  inBatchNegatives,
  monolingual,
  runExperiment,
  staticEncoder,
} from '../src/index.ts'

const { training: pairs, dev } = await cldrEmoji()
const samplers = [monolingual(), crossLingual(), hybrid()]
const grid = [
  ...[0.05, 0.1, 0.15, 0.2].flatMap((temperature) =>
    [0.005, 0.01, 0.02, 0.04].map((learningRate) => ({ temperature, learningRate, steps: 1500 })),
  ),
  ...[1000, 2000, 4000].map((steps) => ({ temperature: 0.15, learningRate: 0.02, steps })),
]

const columns = ['temperature', 'learning rate', 'steps', ...samplers.map(({ name }) => name)]
console.log(`| ${columns.join(' | ')} |\n|${' --: |'.repeat(columns.length)}`)
for (const { temperature, learningRate, steps } of grid) {
  const cells = await Promise.all(
    samplers.map(async (sampler) => {
      const { record } = await runExperiment({
        encoder: staticEncoder(),
        training: {
          pairs,
          sampler,
          loss: inBatchNegatives({ temperature }),
          optimizer: adam({ learningRate }),
          steps,
          batchSize: 128,
        },
        dataset: dev,
        measures: ['AP'],
        seeds: [1, 2],
      })
      return record.scores.map(({ value }) => value.toFixed(3).replace(/^0/, '')).join(' / ')
    }),
  )
  console.log(`| ${[temperature, learningRate, steps, ...cells].join(' | ')} |`)
}
