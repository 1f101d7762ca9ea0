import { join } from 'node:path'
import { type TensorToWrite, writeSafetensors } from '../../formats/write-safetensors.ts'
import type { Dense, Pooling, PoolingMode } from '../folder/model-folder.ts'
import { writeJson } from './new-folder.ts'

/** A module of sentence-transformers, and how its files are written to its folder. */
export interface Module {
  readonly type: 'Transformer' | 'StaticEmbedding' | 'Pooling' | 'Dense' | 'Normalize'
  readonly write?: (folder: string) => Promise<void>
}

/**
 * Writes modules, each to a folder of its own but the first, and the two files that name them. Class names are those of
 * version 5, which version 6 also knows.
 *
 * @param prompts put before a text by its role
 */
export async function writeModules(
  folder: string,
  modules: readonly Module[],
  prompts: { readonly query: string; readonly document: string },
): Promise<void> {
  const entries = modules.map(({ type }, idx) => ({
    idx,
    name: String(idx),
    path: idx === 0 ? '' : `${idx}_${type}`,
    type: `sentence_transformers.models.${type}`,
  }))
  for (const [index, { write }] of modules.entries()) await write?.(join(folder, entries[index]!.path))
  await writeJson(join(folder, 'modules.json'), entries)
  await writeJson(join(folder, 'config_sentence_transformers.json'), {
    model_type: 'SentenceTransformer',
    prompts,
    default_prompt_name: null,
    similarity_fn_name: 'cosine',
  })
}

/** The switches of version 5, in the order in which it joins what they turn on, and version 6's names. */
const switches: readonly (readonly [mode: PoolingMode, key: string, name: string])[] = [
  ['cls', 'pooling_mode_cls_token', 'cls'],
  ['max', 'pooling_mode_max_tokens', 'max'],
  ['mean', 'pooling_mode_mean_tokens', 'mean'],
  ['mean-sqrt-length', 'pooling_mode_mean_sqrt_len_tokens', 'mean_sqrt_len_tokens'],
  ['weighted-mean', 'pooling_mode_weightedmean_tokens', 'weightedmean'],
  ['last-token', 'pooling_mode_lasttoken', 'lasttoken'],
]

/** @param hidden length of a token's vector */
export function poolingModule({ modes, includePrompt }: Pooling, hidden: number): Module {
  const inOrder = switches.filter(([mode]) => modes.includes(mode))
  // Switches say which, not in which order: for another order there is only version 6's list.
  const older = inOrder.map(([mode]) => mode).join() === modes.join()
  const config = older
    ? {
        word_embedding_dimension: hidden,
        ...Object.fromEntries(switches.map(([mode, key]) => [key, modes.includes(mode)])),
      }
    : { embedding_dimension: hidden, pooling_mode: modes.map((mode) => switches.find(([own]) => own === mode)![2]) }
  return {
    type: 'Pooling',
    write: (folder) => writeJson(join(folder, 'config.json'), { ...config, include_prompt: includePrompt }),
  }
}

const activations: Readonly<Record<Dense['activation'], string>> = {
  identity: 'torch.nn.modules.linear.Identity',
  tanh: 'torch.nn.modules.activation.Tanh',
  relu: 'torch.nn.modules.activation.ReLU',
  gelu: 'torch.nn.modules.activation.GELU',
  sigmoid: 'torch.nn.modules.activation.Sigmoid',
}

/** A bias of zeros is left out. */
export function denseModule({ inputs, outputs, activation, weight, bias }: Dense): Module {
  const biased = bias.some((value) => value !== 0)
  const tensors = new Map<string, TensorToWrite>([['linear.weight', { shape: [outputs, inputs], data: weight }]])
  if (biased) tensors.set('linear.bias', { shape: [outputs], data: bias })
  return {
    type: 'Dense',
    async write(folder) {
      await writeJson(join(folder, 'config.json'), {
        in_features: inputs,
        out_features: outputs,
        bias: biased,
        activation_function: activations[activation],
      })
      await writeSafetensors(join(folder, 'model.safetensors'), tensors, pytorch)
    },
  }
}

/** Loaders of transformers refuse a file that does not say whose layout it has. */
export const pytorch: Readonly<Record<string, string>> = { format: 'pt' }
