import { modelName, modelPlace } from '../downloads/model-place.ts'
import { matrix, type UnitRows, unitRows } from '../matrix.ts'
import type { Observer } from '../progress.ts'
import type { Json } from '../retrieval.ts'
import { pretrainedTokenizer } from '../tokenizers/pretrained.ts'
import type { Tokenizer } from '../tokenizers/tokenizer.ts'
import { cacheOption } from './embedding-cache-option.ts'
import { cachedRows, type EncodeRows } from './embedding-cache-rows.ts'
import { turns } from './embedding-cache-turn.ts'
import { encodeTexts } from './encode-texts.ts'
import type { EncoderFolder } from './folder/exported-folder.ts'
import type { ModelFolder } from './folder/model-folder.ts'
import { readEncoderFolder } from './folder/read-encoder-folder.ts'
import type { PretrainedOptions, PretrainedSource } from './pretrained.ts'
import { exportedRuntime, notSavable, notTrainable } from './pretrained-exported.ts'
import { type OpenRuntime, sharedRuntime } from './pretrained-runtime.ts'
import {
  dimensionsOf,
  type VectorSettings,
  vectorConfiguration,
  vectorKey,
  vectorSettings,
} from './pretrained-settings.ts'
import { registerSavable, registerUnsavable } from './save/savable.ts'
import { storedWeights } from './stored-weights.ts'
import type { PlanOptions, StepsPlan, TrainableEncoder } from './trainable.ts'

/** Milliseconds after which an idle runtime gives its memory back. */
const idle = 60_000
const defaultBudget = 512

/** A folder that was read, and what follows from it and the options. */
interface Opened<Folder extends EncoderFolder = EncoderFolder> {
  /** With the pooling that was asked for. */
  readonly model: Folder
  readonly settings: VectorSettings
  readonly tokenizer: Tokenizer
  readonly hash: string
  readonly dimensions: number
  /** Values that training put in place of the folder's. */
  readonly trained?: ReadonlyMap<string, Float32Array>
}

/** `pretrained` with a runtime of choice. */
export function pretrainedSource(
  folder: string,
  options: PretrainedOptions,
  openRuntime: OpenRuntime,
): PretrainedSource {
  const { tokenBudget = defaultBudget, name = modelName(folder) } = options
  if (!Number.isSafeInteger(tokenBudget) || tokenBudget < 1) {
    throw new RangeError(`pretrained: tokenBudget must be a positive integer; got ${tokenBudget}.`)
  }
  const warnings = new Set<string>()
  let opening: Promise<PretrainedEncoder> | undefined
  let opened: PretrainedEncoder | undefined

  async function create(_seed: number, observer?: Observer): Promise<TrainableEncoder> {
    opening ??= open(folder, options, observer).then((parts) =>
      encoder(parts, { name, options, openRuntime, warnings }),
    )
    // A folder that could not be read may be there next time.
    opened = await opening.catch((error: unknown) => {
      opening = undefined
      throw error
    })
    return opened
  }

  return {
    name,
    label: options.label ?? name,
    control: false,
    create,
    get warnings() {
      return [...warnings]
    },
    get configuration() {
      if (opened) return opened.configuration
      throw new Error(
        `pretrained: the configuration of ${name} holds the hash of its weights and is known once create() was awaited; got none yet. Create the encoder first.`,
      )
    },
    [Symbol.asyncDispose]: async () => opened?.dispose(),
  }
}

async function open(folder: string, options: PretrainedOptions, observer?: Observer): Promise<Opened> {
  const { path, ...named } = await modelPlace(folder, observer)
  const read = { ...(await readEncoderFolder(path)), ...named }
  const settings = vectorSettings(read, options)
  const model = { ...read, pooling: settings.pooling }
  const { maxLength, languageToken, poolSpecial } = options
  const tokenizer = pretrainedTokenizer(model, {
    ...(maxLength !== undefined && { maxLength }),
    ...(languageToken !== undefined && { languageToken }),
    ...(poolSpecial !== undefined && { poolSpecial }),
  })
  return { model, settings, tokenizer, hash: await model.hash(), dimensions: dimensionsOf(model, settings) }
}

interface PretrainedEncoder extends TrainableEncoder {
  readonly configuration: Json
  dispose(): Promise<void>
}

interface Surroundings {
  readonly name: string
  readonly options: PretrainedOptions
  readonly openRuntime: OpenRuntime
  readonly warnings: Set<string>
}

function encoder(parts: Opened, { name, options, openRuntime, warnings }: Surroundings): PretrainedEncoder {
  const { model, settings, tokenizer, hash, dimensions } = parts
  const { maxLength } = tokenizer
  const onWarning = (warning: string) => warnings.add(warning)
  const take = turns()
  const { precision } = settings
  const openFolder = () =>
    'exported' in model
      ? exportedRuntime(model, { poolingAsked: options.pooling !== undefined })
      : openRuntime(model, { precision, onWarning })
  const shared = sharedRuntime(openFolder, idle)
  const byLanguage = settings.languageToken === 'source'

  const made: PretrainedEncoder = {
    dimensions,
    configuration: {
      ...vectorConfiguration(settings, { model: model.name, hash, maxLength, dimensions }),
      ...trainingConfiguration(options),
    },
    encode(texts, { role, ...observer }): Promise<UnitRows> {
      const { tokenBudget = defaultBudget, cache = true } = options
      const encode: EncodeRows = (missing, calls) =>
        shared.use((runtime) =>
          encodeTexts({ runtime, tokenizer, texts: missing, prompt: settings.prompts[role], tokenBudget, ...calls }),
        )
      const key = vectorKey(settings, { role, hash, maxLength })
      const rows = { ...cacheOption(cache, { key, dimensions, onWarning }), dimensions, texts, byLanguage, encode }
      return take(
        async () => unitRows(matrix(texts.length, dimensions, await cachedRows({ ...rows, ...observer })), name),
        observer.signal,
      )
    },
    async planTraining(planning) {
      if ('exported' in model) throw notTrainable(model)
      return fineTuning({ ...parts, model }, planning, { name, options, openRuntime, warnings })
    },
    dispose: () => take(shared.dispose),
  }
  if ('exported' in model) return registerUnsavable(made, notSavable(model))
  const { languageToken, ...asked } = settings
  const saved = { ...asked, maxLength, ...(languageToken !== null && { languageToken }) }
  const { trained } = parts
  return registerSavable(made, { kind: 'transformer', folder: model, settings: saved, ...(trained && { trained }) })
}

/** What was asked of a training; nothing where all is as usual, so that encoders that are not trained look alike. */
function trainingConfiguration({ freeze, chunk, dropout }: PretrainedOptions): { readonly [key: string]: Json } {
  return {
    ...(freeze !== undefined && { freeze: freeze }),
    ...(chunk !== undefined && { chunk }),
    ...(dropout !== undefined && { dropout }),
  }
}

/** Full fine-tuning, in TensorFlow.js; what was trained encodes by the same runtime as the folder did. */
async function fineTuning(
  parts: Opened<ModelFolder>,
  planning: PlanOptions,
  surroundings: Surroundings,
): Promise<StepsPlan> {
  const { options, openRuntime, warnings } = surroundings
  const { model, settings, tokenizer, trained } = parts
  // Loaded here: it takes half a second that nobody else should pay.
  const { transformerPlan, trainedModel, backendForTraining } = await import('./transformer/fine-tuning.ts')
  const { backend, warning } = await backendForTraining()
  if (warning) warnings.add(warning)
  const start = trained ? trainedModel(model, trained) : model
  return transformerPlan(start, tokenizer, planning, {
    prompts: settings.prompts,
    configuration: vectorConfiguration(settings, { model: model.name, hash: parts.hash, ...sizes(parts) }),
    freeze: options.freeze,
    chunk: options.chunk,
    dropout: options.dropout,
    backend,
    encoderOf: ({ trained: values = new Map(), dense }) =>
      encoder(
        { ...parts, trained: values, model: { ...model, dense } },
        // Vectors of weights that may never come again are not kept.
        { ...surroundings, options: { ...options, cache: false }, openRuntime: withTrained(values, openRuntime) },
      ),
  })
}

function sizes({ tokenizer, dimensions }: Opened): { readonly maxLength: number; readonly dimensions: number } {
  return { maxLength: tokenizer.maxLength, dimensions }
}

/** Runs trained weights out of a temporary file. */
function withTrained(trained: ReadonlyMap<string, Float32Array>, openRuntime: OpenRuntime): OpenRuntime {
  return async (model, options) => {
    const { weights, remove } = await storedWeights(model.weights, trained)
    const runtime = await openRuntime({ ...model, weights }, options).catch(async (error: unknown) => {
      await remove()
      throw error
    })
    return {
      ...runtime,
      async dispose() {
        await runtime.dispose()
        await remove()
      },
    }
  }
}
