/**
 * Whether the network must not be touched: what the caller says, else VITEST_RETRIEVAL_OFFLINE, where anything but
 * nothing, `0` and `false` means yes.
 */
export function isOffline(
  asked?: boolean,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): boolean {
  return asked ?? !['', '0', 'false'].includes(environment['VITEST_RETRIEVAL_OFFLINE'] ?? '')
}
