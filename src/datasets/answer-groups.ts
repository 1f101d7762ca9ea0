/** Concepts that share an answer, directly or through others. */
export class AnswerGroups {
  readonly #parents = new Map<string, string>()
  readonly #firstWith = new Map<string, Map<string, string>>()

  /**
   * Puts a concept into the group of those that have the same answer.
   *
   * @param kind answers of different kinds, such as languages, are never the same
   */
  join(concept: string, kind: string, answer: string): void {
    // Kinds are maps of their own so that no text is copied to make a key.
    const firstWith = this.#firstWith.get(kind) ?? new Map<string, string>()
    this.#firstWith.set(kind, firstWith)
    const first = firstWith.get(answer)
    if (first === undefined) firstWith.set(answer, concept)
    else this.#parents.set(this.of(concept), this.of(first))
  }

  /** The concept that stands for the group, the same for all that are in it. */
  of(concept: string): string {
    let root = concept
    for (let parent = this.#parents.get(root); parent !== undefined && parent !== root; ) {
      root = parent
      parent = this.#parents.get(root)
    }
    // Where many join one after the other, the way to the top stays short.
    if (root !== concept) this.#parents.set(concept, root)
    return root
  }
}
