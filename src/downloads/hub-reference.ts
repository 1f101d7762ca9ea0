/** A model or a data set as Hugging Face's hub names it. */
export interface HubReference {
  /** `intfloat/multilingual-e5-small` */
  readonly repository: string
  /** A branch, tag or commit; undefined for the main branch. */
  readonly revision: string | undefined
}

const part = '[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?'
const reference = new RegExp(`^(?<repository>${part}/${part})(?:@(?<revision>[A-Za-z0-9][A-Za-z0-9._/-]*))?$`)

/**
 * What `org/name` or `org/name@revision` names on the hub; undefined where the text names a folder. A folder that exists
 * wins; of those that do not, a text is a path where the hub could have no such name: `./models/e5`, `/models/e5`, `e5`.
 */
export function hubReference(text: string, there: { readonly folderExists: boolean }): HubReference | undefined {
  if (there.folderExists || text.includes('..') || text.includes('--')) return undefined
  const { repository, revision } = reference.exec(text)?.groups ?? {}
  return repository === undefined ? undefined : { repository, revision }
}
