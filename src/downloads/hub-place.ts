import { DownloadError } from './download-error.ts'

/** A repository on a hub. */
export interface HubRepository {
  /** `intfloat/multilingual-e5-small` */
  readonly name: string
  readonly kind: 'model' | 'dataset'
}

/** A hub that speaks Hugging Face's protocol. */
export interface HubPlace {
  /** @default HF_ENDPOINT, else https://huggingface.co */
  readonly endpoint?: string
  /** Sent to the endpoint alone. @default HF_TOKEN, else none */
  readonly token?: string
}

/** What `HF_ENDPOINT` and `HF_TOKEN` say where the caller does not; nothing is read from files. */
export function hubPlace(
  { endpoint, token }: HubPlace,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): { readonly endpoint: string; readonly token?: string } {
  const address = (endpoint ?? environment['HF_ENDPOINT']?.trim()) || 'https://huggingface.co'
  if (!(URL.canParse(address) && /^https?:/.test(address))) {
    throw new RangeError(
      `hubFolder: the endpoint must be an address that begins with https:// or http://; got ${JSON.stringify(address)}. Check HF_ENDPOINT.`,
    )
  }
  const key = (token ?? environment['HF_TOKEN'])?.trim()
  return { endpoint: address.replace(/\/+$/, ''), ...(key && { token: key }) }
}

/** Where the hub tells of a repository. */
export function apiUrl(endpoint: string, { kind, name }: HubRepository, rest: string): string {
  return `${endpoint}/api/${kind}s/${name}/${rest}`
}

/** Where a file of a commit lies. */
export function fileUrl(
  endpoint: string,
  { kind, name }: HubRepository,
  { commit, path }: { readonly commit: string; readonly path: string },
): string {
  const file = path.split('/').map(encodeURIComponent).join('/')
  return `${endpoint}/${kind === 'dataset' ? 'datasets/' : ''}${name}/resolve/${commit}/${file}`
}

/**
 * A path of a repository that leads nowhere else on any platform: names come from outside.
 *
 * @throws {DownloadError}
 */
export function requireInside(path: string, where: string): string {
  const parts = path.split('/')
  // No drive, no stream of NTFS, no device: only what every file system takes for a name.
  const odd = parts.some((part) => part === '' || part === '.' || part === '..' || /[\\:\p{Cc}]/u.test(part))
  if (!odd) return path
  throw new DownloadError(
    `hubFolder: ${where}: every path must lie inside the repository; got ${JSON.stringify(path)}. Do not trust this source.`,
  )
}

/** Whether a revision is a commit, which can never name anything else. */
export function isCommit(revision: string): boolean {
  return /^[0-9a-f]{40}$/.test(revision)
}
