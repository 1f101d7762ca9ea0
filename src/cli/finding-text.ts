import type { Finding } from '../integrity/finding.ts'

/** What was found, and the first few examples a line each. */
export function findingText({ message, examples, count }: Finding): string {
  const more = count > examples.length ? ' …' : ''
  return `${message}\n  ${examples.join('\n  ')}${more}`
}
