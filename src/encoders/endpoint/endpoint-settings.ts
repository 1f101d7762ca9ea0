import { canonicalJson } from '../../hash.ts'
import type { Json, Role } from '../../retrieval.ts'
import type { EndpointOptions } from './endpoint.ts'

/** To be raised when a change here changes vectors by more than rounding: vectors kept from before are then not used. */
const arithmetic = 1

type Optional = 'dimensions' | 'inputTypes' | 'revision' | 'apiKeyVariable'

/** The options with every default filled in. */
export interface EndpointSettings
  extends Omit<Required<EndpointOptions>, Optional | 'prompts' | 'url'>,
    Pick<EndpointOptions, Optional> {
  readonly prompts: { readonly query: string; readonly document: string }
}

/** @throws {RangeError} an option is out of range */
export function endpointSettings({ url: _, ...options }: EndpointOptions): EndpointSettings {
  const { model, prompts, batchSize = 32, concurrency = 4, retries = 4, timeout = 120_000 } = options
  if (model === '') throw new RangeError("endpoint: model must be a name; got ''. Give the one that the server lists.")
  verifyInteger({ batchSize, concurrency, timeout }, 1)
  verifyInteger({ retries }, 0)
  if (options.dimensions !== undefined) verifyInteger({ dimensions: options.dimensions }, 1)
  const { encodingFormat = 'base64', cache = true, name = model, label = name } = options
  if (encodingFormat !== 'base64' && encodingFormat !== 'float') {
    throw new RangeError(`endpoint: encodingFormat must be 'base64' or 'float'; got '${encodingFormat}'.`)
  }
  const filled = { prompts: { query: '', document: '', ...prompts }, batchSize, concurrency, retries, timeout }
  return { ...options, ...filled, encodingFormat, cache, name, label }
}

/** What decides the vectors, as a record shows it. Not the address, which is this machine's business. */
export function endpointConfiguration({ model, ...settings }: EndpointSettings): Json {
  const { dimensions = null, prompts, inputTypes = null, revision = null } = settings
  return { model, dimensions, prompts, inputTypes: inputTypes && { ...inputTypes }, revision }
}

/** What decides the vectors of a role, as far as a client can know. @param server the first address, without secrets */
export function endpointKey(settings: EndpointSettings, role: Role, server: string): string {
  const { model, dimensions = null, prompts, inputTypes, revision = null } = settings
  const inputType = inputTypes?.[role] ?? null
  return canonicalJson({ arithmetic, server, model, dimensions, prompt: prompts[role], inputType, revision })
}

/** What decides the vector by which servers are told apart. */
export function probeKey(settings: EndpointSettings, server: string, length: number): string {
  const { model, dimensions = null, inputTypes, revision = null } = settings
  return canonicalJson({
    probe: arithmetic,
    server,
    model,
    dimensions,
    length,
    inputType: inputTypes?.query ?? null,
    revision,
  })
}

/** What a request says besides its texts. */
export function requestFields(settings: EndpointSettings, role: Role): Readonly<Record<string, string | number>> {
  const { model, dimensions, inputTypes, encodingFormat } = settings
  return {
    model,
    encoding_format: encodingFormat,
    ...(dimensions !== undefined && { dimensions }),
    ...(inputTypes && { input_type: inputTypes[role] }),
  }
}

function verifyInteger(options: Readonly<Record<string, number>>, least: number): void {
  for (const [name, value] of Object.entries(options)) {
    if (Number.isSafeInteger(value) && value >= least) continue
    throw new RangeError(`endpoint: ${name} must be an integer of at least ${least}; got ${value}.`)
  }
}
