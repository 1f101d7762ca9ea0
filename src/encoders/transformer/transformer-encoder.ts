import type { Backend } from '../../backends/tensorflow/backend.ts'
import { chooseBackend } from '../../backends/tensorflow/choose-backend.ts'
import { matrix, unitRows } from '../../matrix.ts'
import type { Json, Role } from '../../retrieval.ts'
import type { Tokenizer, Tokens } from '../../tokenizers/tokenizer.ts'
import { encodeTexts } from '../encode-texts.ts'
import type { PlanOptions, StepsPlan, TrainableEncoder } from '../trainable.ts'
import { type Freeze, frozenLayers } from './freeze.ts'
import { makeSteps } from './make-steps.ts'
import { dimensionsOf, type TransformerModel } from './model.ts'
import { transformerRuntime } from './runtime.ts'
import { trainedModel } from './trained-model.ts'

export interface TransformerOptions {
  /** Put before a text by its role. @default the model's own */
  readonly prompts?: Readonly<Record<Role, string>> | undefined
  /** What training leaves as it is: the embeddings, or them and so many of the lowest layers. @default nothing */
  readonly freeze?: Freeze | undefined
  /**
   * Texts that go through the model together in training. Fewer take less memory and, once they are fewer than a
   * step's, one forward pass more; the gradient is the same but for rounding.
   *
   * @default as many as keep the gradient's memory within a gibibyte
   */
  readonly chunk?: number | undefined
  /** Whether training drops what the model's configuration says. @default true */
  readonly dropout?: boolean | undefined
  /** @default the quickest that this machine has */
  readonly backend?: Backend | undefined
  /** Whatever else decides vectors, such as the tokenizer's options: a checkpoint of another is refused. @default null */
  readonly configuration?: Json | undefined
  /** The encoder of a trained model. @default one that encodes in TensorFlow.js */
  readonly encoderOf?: ((model: TransformerModel) => TrainableEncoder) | undefined
}

/** Most tokens of a batch in encoding, padding included. */
const tokenBudget = 2048

/**
 * An encoder that runs and trains a transformer in TensorFlow.js. Its weights are in a backend's memory only while it
 * encodes or trains.
 */
export function transformerEncoder(
  model: TransformerModel,
  tokenizer: Tokenizer,
  options: TransformerOptions = {},
): TrainableEncoder {
  const prompts = options.prompts ?? model.prompts
  return {
    dimensions: dimensionsOf(model),
    async encode(texts, { role, ...observer }) {
      const runtime = await transformerRuntime(model, options)
      try {
        const prompt = prompts[role]
        const rows = await encodeTexts({ runtime, tokenizer, texts, prompt, tokenBudget, ...observer })
        return unitRows(matrix(texts.length, runtime.dimensions, rows), 'transformerEncoder')
      } finally {
        await runtime.dispose()
      }
    },
    planTraining: (planning) => transformerPlan(model, tokenizer, planning, options),
  }
}

/**
 * Full fine-tuning of a transformer: every parameter that is not frozen, by AdamW on whole arrays as in PyTorch.
 *
 * @throws {RangeError} `freeze` leaves no layer to train; `chunk` is not a positive integer
 */
export async function transformerPlan(
  model: TransformerModel,
  tokenizer: Tokenizer,
  { texts, seed }: PlanOptions,
  options: TransformerOptions = {},
): Promise<StepsPlan> {
  const { freeze, chunk, dropout = true, configuration = null } = options
  const frozen = frozenLayers(model.architecture, freeze)
  verifyChunk(chunk)
  const backend = options.backend ?? (await chooseBackend())
  const prompts = options.prompts ?? model.prompts
  const hash = await model.hash()
  const tokens = remembered((number) => {
    const { text, language, role } = texts[number]!
    return tokenizer.tokenize(text, { prompt: prompts[role], language })
  })
  const { encoderOf = (trained) => transformerEncoder(trained, tokenizer, options) } = options
  return {
    identity: () => ({
      encoder: 'transformer',
      model: hash,
      prompts: { ...prompts },
      maxLength: tokenizer.maxLength,
      freeze: freeze ?? null,
      chunk: chunk ?? null,
      dropout,
      backend: backend.name,
      configuration,
    }),
    steps: (stepsOptions) =>
      makeSteps({ backend, model, tokens, seed, dropout, frozenLayers: frozen, chunk }, stepsOptions),
    trained: (state) => encoderOf(trainedModel(model, state)),
  }
}

function verifyChunk(chunk: number | undefined): void {
  if (chunk === undefined || (Number.isSafeInteger(chunk) && chunk > 0)) return
  throw new RangeError(`transformerPlan: chunk must be a positive integer; got ${chunk}.`)
}

/** Texts are tokenised when a step first needs them, and once. */
function remembered(tokenize: (text: number) => Tokens): (text: number) => Tokens {
  const known = new Map<number, Tokens>()
  return (text) => {
    const tokens = known.get(text) ?? tokenize(text)
    known.set(text, tokens)
    return tokens
  }
}
