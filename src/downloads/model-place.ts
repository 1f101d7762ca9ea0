import { statSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { optionalConfig } from '../encoders/folder/config-file.ts'
import { NotBuilt } from '../encoders/folder/not-built.ts'
import { readArchitecture } from '../encoders/folder/read-architecture.ts'
import { shownDownload } from './download-line.ts'
import { encoderFiles, exportedEncoderFiles, isExport } from './encoder-files.ts'
import { hubFolder } from './hub-folder.ts'
import { type HubReference, hubReference } from './hub-reference.ts'
import type { HubFolderOptions } from './hub-task.ts'

/** Where a model lies. */
export interface ModelPlace {
  readonly path: string
  /** What records call a model of the hub: `org/name@commit`. */
  readonly name?: string
}

/** A folder as it is, or what the hub has under `org/name@revision`, fetched if need be. A folder of that name wins. */
export async function modelPlace(text: string, options: HubFolderOptions = {}): Promise<ModelPlace> {
  if (!onHub(text)) return { path: text }
  return shownDownload(modelName(text), options, async (onProgress) => {
    const settings = { ...options, onProgress }
    const files = await filesByArchitecture(text, settings)
    const { path, repository, commit } = await hubFolder(text, { ...settings, ...(files && { files }) })
    return { path, name: `${repository}@${commit}` }
  })
}

/** Short for a table, before anything is fetched: the folder's name, or `name@revision`. */
export function modelName(text: string): string {
  const reference = onHub(text)
  if (reference === undefined) return basename(resolve(text))
  const { repository, revision } = reference
  const name = repository.slice(repository.indexOf('/') + 1)
  return revision === undefined ? name : `${name}@${revision}`
}

/** What `org/name@revision` names on the hub; undefined where it is a path or a folder of that name is there. */
export function onHub(text: string): HubReference | undefined {
  return hubReference(text, { folderExists: statSync(text, { throwIfNoEntry: false })?.isDirectory() ?? false })
}

/**
 * The export, where config.json tells of an architecture that is not built here: gigabytes of safetensors would be of no
 * use. Undefined for what encoders usually need.
 */
async function filesByArchitecture(text: string, options: HubFolderOptions): Promise<HubFolderOptions['files']> {
  const isFirst = (path: string, all: readonly string[]): boolean =>
    all.includes('config.json') ? path === 'config.json' : encoderFiles(path, all)
  const { path: folder } = await hubFolder(text, { ...options, files: isFirst })
  const refusal = await notBuilt(folder)
  if (refusal === undefined) return undefined
  return (path, all) => {
    if (!all.some(isExport)) throw refusal
    return exportedEncoderFiles(path, all)
  }
}

async function notBuilt(folder: string): Promise<NotBuilt | undefined> {
  const config = await optionalConfig(join(folder, 'config.json'))
  try {
    if (config) readArchitecture(config)
  } catch (error) {
    // What else is wrong is told when the whole folder is read.
    if (error instanceof NotBuilt) return error
  }
  return undefined
}
