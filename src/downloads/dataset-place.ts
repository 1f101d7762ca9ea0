import { shownDownload } from './download-line.ts'
import { hubFolder } from './hub-folder.ts'
import type { HubFolderOptions } from './hub-task.ts'
import { onHub } from './model-place.ts'

/** How a data set is fetched that the hub has; of no matter to a folder. */
export type DatasetFetchOptions = Omit<HubFolderOptions, 'kind' | 'files'>

export interface DatasetPlaceOptions extends DatasetFetchOptions {
  /** Those of a repository's paths that are needed. It may throw where one is missing. */
  readonly choose: (all: readonly string[]) => readonly string[]
}

/** Where a data set lies. */
export interface DatasetPlace {
  readonly path: string
  /** What is known of a data set of the hub. */
  readonly hub?: {
    /** `scifact`, of `mteb/scifact`. */
    readonly name: string
    readonly commit: string
    /** Those that were chosen; others may lie beside them, which another call wanted. */
    readonly files: readonly string[]
  }
}

/**
 * A folder as it is, or what the hub has under `org/name@revision`, fetched if need be and pinned by the lock file. A folder
 * of that name wins.
 *
 * @throws as `hubFolder`
 */
export async function datasetPlace(text: string, { choose, ...options }: DatasetPlaceOptions): Promise<DatasetPlace> {
  if (!onHub(text)) return { path: text }
  const files = oneByOne(choose)
  const found = await shownDownload(text, options, (onProgress) =>
    hubFolder(text, { ...options, onProgress, kind: 'dataset', files }),
  )
  const name = found.repository.slice(found.repository.indexOf('/') + 1)
  return { path: found.path, hub: { name, commit: found.commit, files: [...found.files.keys()] } }
}

/** A choice among all paths, asked of path by path and made once. */
function oneByOne(choose: DatasetPlaceOptions['choose']): (path: string, all: readonly string[]) => boolean {
  let made: { readonly all: readonly string[]; readonly chosen: ReadonlySet<string> } | undefined
  return (path, all) => {
    if (made?.all !== all) made = { all, chosen: new Set(choose(all)) }
    return made.chosen.has(path)
  }
}
