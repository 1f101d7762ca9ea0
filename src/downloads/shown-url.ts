/** An address as errors show it: without the user and the query, which may hold keys of signed addresses. */
export function shownUrl(url: string): string {
  const { origin, pathname } = new URL(url)
  return `${origin}${pathname}`
}
