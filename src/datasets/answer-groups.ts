/** Concepts that share an answer, directly or through others. */
export class AnswerGroups {
  readonly #parents = new Map<string, string>()
  readonly #firstWith = new Map<string, string>()

  /** Puts a concept into the group of those that have the same answer. */
  join(concept: string, answer: string): void {
    const first = this.#firstWith.get(answer)
    if (first === undefined) this.#firstWith.set(answer, concept)
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
