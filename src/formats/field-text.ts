/**
 * That a text can stand as a field of a TREC file and be read back as itself.
 *
 * @param what begins the message: `writeRun: a document id`
 * @param place.first whether lines begin with it
 * @throws {RangeError} it is empty, holds ASCII white space, is not well-formed Unicode, or would begin a comment or a byte-order mark
 */
export function requireField(what: string, text: string, { first = false }: { readonly first?: boolean } = {}): void {
  const fits = text !== '' && !/[\t\n\v\f\r ]/.test(text) && text.isWellFormed()
  if (!fits) {
    throw new RangeError(
      `${what} must be well-formed Unicode, not empty and without ASCII white space; got ${JSON.stringify(text)}. Rename it.`,
    )
  }
  if (first && /^[#\uFEFF]/.test(text)) {
    throw new RangeError(
      `${what} must not begin with # or a byte-order mark, which readers take for something else; got ${JSON.stringify(text)}. Rename it.`,
    )
  }
}
