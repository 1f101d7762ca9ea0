import { stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { hubReference } from '../encoders/folder/hub-reference.ts'
import { type HubFolderOptions, hubFolder } from './hub-folder.ts'

/** Where a model lies, and what records call it. */
export interface ModelPlace {
  readonly path: string
  /** The folder's own name, or `org/name@commit`. */
  readonly name: string
}

/** A folder as it is, or what the hub has under `org/name@revision`, fetched if need be. A folder of that name wins. */
export async function modelPlace(text: string, options: HubFolderOptions = {}): Promise<ModelPlace> {
  const folderExists = await stat(text).then(
    (facts) => facts.isDirectory(),
    () => false,
  )
  if (!hubReference(text, { folderExists })) return { path: text, name: basename(resolve(text)) }
  const { path, repository, commit } = await hubFolder(text, options)
  return { path, name: `${repository}@${commit}` }
}
