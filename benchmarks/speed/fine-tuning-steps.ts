import { writeFolder } from '../../fixtures/model-folder.ts'
import type { Backend } from '../../src/backends/tensorflow/backend.ts'
import { configFile } from '../../src/encoders/folder/config-file.ts'
import { parameters } from '../../src/encoders/folder/parameters.ts'
import { readArchitecture } from '../../src/encoders/folder/read-architecture.ts'
import { readModelFolder } from '../../src/encoders/folder/read-model-folder.ts'
import { transformerPlan } from '../../src/encoders/transformer/transformer-encoder.ts'
import type { TensorToWrite } from '../../src/formats/write-safetensors.ts'
import { inBatchNegatives } from '../../src/losses/in-batch-negatives.ts'
import { drawInteger, drawNormal, seeded } from '../../src/random.ts'
import { pretrainedTokenizer } from '../../src/tokenizers/pretrained.ts'
import { adamW } from '../../src/training/adam.ts'

/** A BERT that has learnt nothing. Every text that `randomPairs` makes for it has `length` tokens. */
export interface BertSizes {
  readonly hidden: number
  readonly layers: number
  readonly vocabulary: number
  /** Tokens of a text, [CLS] and [SEP] included. */
  readonly length: number
}

export interface TextPair {
  readonly anchor: string
  readonly positive: string
}

const special = ['[PAD]', '[UNK]', '[CLS]', '[SEP]']

/** The folder of such a BERT with mean pooling, as sentence-transformers reads it: attention heads of 32, inner size 4 × hidden. */
export async function writeBert(folder: string, sizes: BertSizes): Promise<string> {
  const { hidden, vocabulary, length } = sizes
  const config = bertConfig(sizes)
  const wordPieces = [...special, ...Array.from({ length: vocabulary - special.length }, (_, i) => wordOf(i))]
  const around = (id: string) => ({ SpecialToken: { id, type_id: 0 } })
  const files = {
    'config.json': config,
    'tokenizer.json': {
      version: '1.0',
      truncation: null,
      padding: null,
      added_tokens: special.map((content, id) => ({ id, content, special: true, ...exactly })),
      normalizer: null,
      pre_tokenizer: { type: 'WhitespaceSplit' },
      post_processor: {
        type: 'TemplateProcessing',
        single: [around('[CLS]'), { Sequence: { id: 'A', type_id: 0 } }, around('[SEP]')],
        pair: [around('[CLS]'), { Sequence: { id: 'A', type_id: 0 } }, { Sequence: { id: 'B', type_id: 0 } }],
        special_tokens: {
          '[CLS]': { id: '[CLS]', ids: [2], tokens: ['[CLS]'] },
          '[SEP]': { id: '[SEP]', ids: [3], tokens: ['[SEP]'] },
        },
      },
      decoder: null,
      model: {
        type: 'WordPiece',
        unk_token: '[UNK]',
        continuing_subword_prefix: '##',
        max_input_chars_per_word: 100,
        vocab: Object.fromEntries(wordPieces.map((piece, id) => [piece, id])),
      },
    },
    'tokenizer_config.json': {
      tokenizer_class: 'PreTrainedTokenizerFast',
      model_max_length: length,
      ...{ pad_token: '[PAD]', unk_token: '[UNK]', cls_token: '[CLS]', sep_token: '[SEP]' },
    },
    'sentence_bert_config.json': { max_seq_length: length, do_lower_case: false },
    'modules.json': ['', '1_Pooling'].map((path, idx) => ({
      idx,
      name: String(idx),
      path,
      type: `sentence_transformers.models.${idx === 0 ? 'Transformer' : 'Pooling'}`,
    })),
    '1_Pooling/config.json': { word_embedding_dimension: hidden, pooling_mode_mean_tokens: true },
  }
  return writeFolder(folder, { files, tensors: bertWeights(config) })
}

const exactly = { single_word: false, lstrip: false, rstrip: false, normalized: false }

function wordOf(number: number): string {
  return `w${number}`
}

function bertConfig({ hidden, layers, vocabulary, length }: BertSizes) {
  return {
    architectures: ['BertModel'],
    model_type: 'bert',
    vocab_size: vocabulary,
    hidden_size: hidden,
    num_hidden_layers: layers,
    num_attention_heads: hidden / 32,
    intermediate_size: 4 * hidden,
    hidden_act: 'gelu',
    layer_norm_eps: 1e-12,
    max_position_embeddings: length,
    type_vocab_size: 2,
    pad_token_id: 0,
    torch_dtype: 'float32',
  }
}

/** As BERT starts: deviation .02, norms 1, biases 0. The pooler, which mean pooling leaves unused, is left out. */
function bertWeights(config: ReturnType<typeof bertConfig>): Map<string, TensorToWrite> {
  const random = seeded(1)
  const typeRows = { key: 'type_vocab_size', length: config.type_vocab_size }
  const value = (name: string): number => {
    if (name.endsWith('.bias')) return 0
    return name.endsWith('LayerNorm.weight') ? 1 : 0.02 * drawNormal(random)
  }
  return new Map(
    parameters(readArchitecture(configFile(config, 'config.json')), typeRows).map(({ name, shape }) => {
      const length = shape.reduce((product, count) => product * count, 1)
      return [name, { shape, data: Float32Array.from({ length }, () => value(name)) }]
    }),
  )
}

/** Pairs of texts of random words, a token each: nothing to learn, only work. */
export function randomPairs({ vocabulary, length }: BertSizes, count: number): TextPair[] {
  const random = seeded(7)
  const text = (): string =>
    Array.from({ length: length - 2 }, () => wordOf(drawInteger(random, vocabulary - special.length))).join(' ')
  return Array.from({ length: count }, () => ({ anchor: text(), positive: text() }))
}

export interface Tuning {
  readonly folder: string
  readonly backend: Backend
  readonly pairs: readonly TextPair[]
  readonly batchSize: number
  readonly steps: number
  /** @default as many texts as keep the gradient's memory within a gibibyte */
  readonly chunk?: number
}

/** Of each step. */
export interface TunedSteps {
  readonly losses: readonly number[]
  readonly seconds: readonly number[]
  /** Of all threads of this process. */
  readonly processorSeconds: readonly number[]
}

/** Steps of full fine-tuning as the peer's script makes them: its batches, loss, optimizer and learning rate, no dropout. */
export async function tune({ folder, backend, pairs, batchSize, steps, chunk }: Tuning): Promise<TunedSteps> {
  const model = await readModelFolder(folder)
  const texts = [
    ...pairs.map(({ anchor }) => ({ text: anchor, language: '', role: 'query' as const })),
    ...pairs.map(({ positive }) => ({ text: positive, language: '', role: 'document' as const })),
  ]
  const planning = { texts, textsPerStep: 2 * batchSize, seed: 1 }
  const prompts = { query: '', document: '' }
  const plan = await transformerPlan(model, pretrainedTokenizer(model), planning, {
    ...{ prompts, backend, chunk, dropout: false },
  })
  let drawn = 0
  const nextBatch = (): Int32Array => {
    const rows = Array.from({ length: batchSize }, () => drawn++ % pairs.length)
    return Int32Array.from([...rows, ...rows.map((row) => pairs.length + row), ...rows.keys()])
  }
  const seconds: number[] = []
  const processorSeconds: number[] = []
  let [last, lastUsage] = [performance.now(), process.cpuUsage()]
  const { losses } = await plan.steps({
    loss: inBatchNegatives({ temperature: 0.05, symmetric: false }),
    optimizer: adamW({ learningRate: 3e-5, weightDecay: 1e-2 }),
    learningRates: new Float64Array(steps).fill(3e-5),
    batchSize,
    nextBatches: nextBatch,
    onStep() {
      const { user, system } = process.cpuUsage(lastUsage)
      seconds.push((performance.now() - last) / 1000)
      processorSeconds.push((user + system) / 1e6)
      last = performance.now()
      lastUsage = process.cpuUsage()
    },
  })
  return { losses: [...losses], seconds, processorSeconds }
}
