import type { Experiment } from '../../experiment/experiment.ts'
import type { ScoreRecord, TrainingRecord } from '../../experiment/record.ts'
import { formatScore, unitOf } from '../../report/number-format.ts'
import type { Language } from '../../retrieval.ts'
import { version } from '../../version.ts'

export interface ModelCard {
  /** Heading. @default what kind of encoder it is */
  readonly title?: string
  /** A paragraph below the heading, as Markdown. */
  readonly description?: string
  /** Languages of the front matter. @default those of the record's data set */
  readonly languages?: readonly Language[]
  /** The pretrained model as a hub knows it: `intfloat/multilingual-e5-small`. */
  readonly baseModel?: string
  /** As a hub writes it: `mit`. A fine-tuned model's base and data have licences of their own. */
  readonly license?: string
  /** What `runExperiment` found: data, training and measures are told of it. */
  readonly record?: Experiment['record']
  /** Which of the record's seeds made this encoder. Left out, measures are means over all. */
  readonly seed?: number
}

/** What is known of the encoder without being told. */
export interface CardFacts {
  /** `Static word encoder`, and so on. */
  readonly kind: string
  readonly dimensions: number
  readonly modules: readonly string[]
  readonly prompts: { readonly query: string; readonly document: string }
  /** Sentences a user must know. */
  readonly limits: readonly string[]
}

/**
 * README.md with front matter for a hub. Nothing stands in it that is neither known nor given.
 *
 * @throws {RangeError} a seed that is none of the record's
 */
export function modelCard(facts: CardFacts, card: ModelCard = {}): string {
  const { title = facts.kind, description, record } = card
  const sections = [
    frontMatter(card),
    `# ${title}`,
    description,
    whatItIs(facts),
    usage(facts),
    record && dataSection(record),
    record?.training && trainingSection(record.training, card),
    record && measuresSection(record, card),
    record && reproduction(record),
    `Saved by vitest-retrieval ${version}.`,
  ]
  return `${sections.filter((section) => section).join('\n\n')}\n`
}

/** Strings of JSON are strings of YAML. */
function frontMatter({ languages, record, baseModel, license }: ModelCard): string {
  const list = (values: readonly string[]): string => values.map((value) => `\n- ${JSON.stringify(value)}`).join('')
  const spoken = languages ?? record?.dataset.languages ?? []
  return [
    '---',
    'library_name: sentence-transformers',
    'pipeline_tag: sentence-similarity',
    `tags:${list(['sentence-transformers', 'sentence-similarity', 'feature-extraction', 'retrieval', 'vitest-retrieval'])}`,
    ...(spoken.length > 0 ? [`language:${list(spoken)}`] : []),
    ...(baseModel === undefined ? [] : [`base_model: ${JSON.stringify(baseModel)}`]),
    ...(license === undefined ? [] : [`license: ${JSON.stringify(license)}`]),
    '---',
  ].join('\n')
}

function whatItIs({ kind, dimensions, modules, limits }: CardFacts): string {
  const first = `${kind}, ${dimensions} dimensions, compared by cosine. Modules: ${modules.join(', ')}.`
  return [first, ...limits].join('\n\n')
}

function usage({ prompts }: CardFacts): string {
  const told =
    prompts.query === '' && prompts.document === ''
      ? ''
      : `\nQueries begin with ${JSON.stringify(prompts.query)}, documents with ${JSON.stringify(prompts.document)}; \`encode_query\` and \`encode_document\` put it there.`
  return `## Use

\`\`\`python
from sentence_transformers import SentenceTransformer

model = SentenceTransformer("path/to/this/folder")
queries = model.encode_query(["…"])
documents = model.encode_document(["…"])
print(model.similarity(queries, documents))
\`\`\`
${told}`.trimEnd()
}

function dataSection({ dataset, training }: Experiment['record']): string {
  const rows = [
    ...(training
      ? [
          [
            'training',
            training.pairs.name,
            training.pairs.revision,
            `${training.pairs.concepts} concepts`,
            training.pairs.hash,
          ],
        ]
      : []),
    [
      'evaluation',
      dataset.name,
      dataset.revision,
      `${dataset.queries} queries, ${dataset.documents} documents, ${dataset.languages.join(' ')}`,
      dataset.hash,
    ],
  ]
  return `## Data\n\n${table(['use', 'name', 'revision', 'size', 'sha-256'], rows)}`
}

function trainingSection(training: TrainingRecord, card: ModelCard): string {
  const { record, seed } = card
  const { configuration } = record!
  const part = (configuration as { training?: Record<string, unknown> | null }).training ?? {}
  const rows = [
    ['sampler', training.samplerLabel],
    ...['loss', 'optimizer', 'schedule'].flatMap((key) => (part[key] ? [[key, code(part[key])]] : [])),
    ['steps', stepsOf(training, card)],
    ['batch size', String(training.batchSize)],
    seed === undefined ? ['seeds', record!.seeds.join(', ')] : ['seed', String(seed)],
  ]
  return `## Training\n\n${table(['what', 'value'], rows)}`
}

/** With validation, an encoder may be of an earlier step than the last. */
function stepsOf({ steps, validation }: TrainingRecord, { record, seed }: ModelCard): string {
  if (!validation) return String(steps)
  const chosen = seed === undefined ? validation.chosen : [validation.chosen[placeOf(seed, record!.seeds)]]
  return `${chosen.join(', ')} of ${steps}, chosen by ${validation.measure}, ${validation.setting}`
}

function measuresSection({ seeds, scores, dataset }: Experiment['record'], { seed }: ModelCard): string {
  const at = seed === undefined ? undefined : placeOf(seed, seeds)
  const of = at === undefined ? `means over the seeds ${seeds.join(', ')}` : `of seed ${seed}`
  const rows = scores.map((score) => [score.setting, heading(score), figure(score, at)])
  return `## Measures\n\nOn ${dataset.name}, ${of}.\n\n${table(['setting', 'measure', 'value'], rows)}`
}

function placeOf(seed: number, seeds: readonly number[]): number {
  const at = seeds.indexOf(seed)
  if (at >= 0) return at
  throw new RangeError(`saveEncoder: card.seed must be one of the record's, ${seeds.join(', ')}; got ${seed}.`)
}

/** An arrow where less is better. */
function heading({ measure, direction }: ScoreRecord): string {
  return direction === 'lower' ? `${measure} ↓` : measure
}

function figure({ measure, value, perSeed, bound }: ScoreRecord, at: number | undefined): string {
  const shown = at === undefined ? value : perSeed[at]
  return formatScore({ value: shown, ...(bound && { bound }) }, unitOf(measure, [value]), 4)
}

function reproduction({ configuration, configurationHash, environment }: Experiment['record']): string {
  return `## Reproduce

The same configuration and data give the same numbers with vitest-retrieval ${environment.package} (Node ${environment.node}, ${environment.platform}, ${environment.kernel}). Its sha-256 is \`${configurationHash}\`:

\`\`\`json
${JSON.stringify(configuration, null, 2)}
\`\`\``
}

function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(columns), `|${columns.map(() => ' --- |').join('')}`, ...rows.map(line)].join('\n')
}

function code(value: unknown): string {
  return `\`${JSON.stringify(value)}\``
}
