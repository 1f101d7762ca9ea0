import { folderWeights } from './folder-weights.ts'
import type { ModelFolder } from './model-folder.ts'
import { type OpenedFolder, openFolder, readAround } from './opened-folder.ts'
import { readArchitecture } from './read-architecture.ts'
import { storedTensors } from './stored-tensors.ts'

/**
 * Reads a pretrained encoder from its folder, Hugging Face's or sentence-transformers' layout, and checks that its files
 * fit each other. Of the weights only the headers are read.
 *
 * @throws {RangeError} a file is missing, unknown or contradicts another; the message names both
 * @throws {SyntaxError} a file is damaged
 */
export async function readModelFolder(path: string): Promise<ModelFolder> {
  return modelFolder(await openFolder(path))
}

/** A folder of an architecture that is built here. @throws {NotBuilt} it is of another */
export async function modelFolder(opened: OpenedFolder): Promise<ModelFolder> {
  const { modules, config } = opened
  const { transformer } = modules
  const architecture = readArchitecture(config)
  const { family, hidden, positions } = architecture
  const stored = await storedTensors(transformer, convertTransformer(transformer))
  const places = positions.rows - positions.first
  return {
    ...(await readAround(opened, { family, hidden, places, files: stored.files })),
    architecture,
    weights: folderWeights(architecture, stored, config),
  }
}

function convertTransformer(folder: string): string {
  const path = JSON.stringify(folder)
  return `AutoModel.from_pretrained(${path}).save_pretrained(${path}) of transformers`
}
