import type { ModelFolder } from './model-folder.ts'

/**
 * A pretrained encoder of an architecture that is not built here: a file of ONNX beside its configuration computes the
 * states of tokens, and all around them is as in a `ModelFolder`. It encodes and is not fine-tuned.
 */
export interface ExportedFolder extends Omit<ModelFolder, 'architecture' | 'weights'> {
  readonly architecture: ExportedArchitecture
  readonly exported: {
    /** Path of the `.onnx` file. */
    readonly file: string
    /** Paths of the files that hold values of its tensors. None where it holds all itself. */
    readonly data: readonly string[]
  }
}

/** What config.json says of any encoder. */
export interface ExportedArchitecture {
  readonly family: 'exported'
  /** `model_type`, as config.json has it. */
  readonly type: string
  /** Length of a token's state. */
  readonly hidden: number
  /** A token id is below; Infinity where config.json does not say. */
  readonly vocabulary: number
  /** Id of the padding token. */
  readonly padding: number
}

/** Every folder that encodes. `'exported' in folder` tells them apart. */
export type EncoderFolder = ModelFolder | ExportedFolder
