import type { RetrievalConfiguration } from './configuration.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Limits what `-u` writes: a regular expression that a case's key must match. */
export const acceptVariable = 'VITEST_RETRIEVAL_ACCEPT'

/** What a run may do to the baseline: in CI it is only read, `-u` or not. */
export function updateMode(
  { update }: Pick<RetrievalConfiguration, 'update'>,
  env: Environment = process.env,
): RetrievalConfiguration['update'] {
  return isCI(env) ? 'none' : update
}

/** What a run may do to the entry of one case: under `-u` nothing where it is not among those to be accepted. */
export function updateModeOf(
  key: string,
  configuration: Pick<RetrievalConfiguration, 'update'>,
  env: Environment = process.env,
): RetrievalConfiguration['update'] {
  const mode = updateMode(configuration, env)
  return mode === 'all' && !acceptedKeys(env).matches(key) ? 'none' : mode
}

/**
 * Which cases `-u` may write.
 *
 * @throws {RangeError} the variable holds no regular expression
 */
export function acceptedKeys(env: Environment = process.env): {
  readonly narrowed: boolean
  readonly matches: (key: string) => boolean
} {
  const pattern = env[acceptVariable]
  if (!pattern) return { narrowed: false, matches: () => true }
  try {
    const expression = new RegExp(pattern)
    return { narrowed: true, matches: (key) => expression.test(key) }
  } catch (error) {
    throw new RangeError(`${acceptVariable}: it must be a regular expression; ${(error as Error).message}.`)
  }
}

/** As CI systems and Vitest have it: set, and not to a word for no. */
function isCI({ CI }: Environment): boolean {
  return Boolean(CI) && CI !== 'false' && CI !== '0'
}
