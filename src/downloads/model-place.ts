import { statSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { type HubReference, hubReference } from '../encoders/folder/hub-reference.ts'
import { hubFolder } from './hub-folder.ts'
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
  const { path, repository, commit } = await hubFolder(text, options)
  return { path, name: `${repository}@${commit}` }
}

/** Short for a table, before anything is fetched: the folder's name, or `name@revision`. */
export function modelName(text: string): string {
  const reference = onHub(text)
  if (reference === undefined) return basename(resolve(text))
  const { repository, revision } = reference
  const name = repository.slice(repository.indexOf('/') + 1)
  return revision === undefined ? name : `${name}@${revision}`
}

function onHub(text: string): HubReference | undefined {
  return hubReference(text, { folderExists: statSync(text, { throwIfNoEntry: false })?.isDirectory() ?? false })
}
