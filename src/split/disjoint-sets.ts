/** Sets that only ever merge (union-find, Tarjan 1975). The least member names a set, so that the order of merging does not matter. */
export class DisjointSets {
  readonly #parent = new Map<string, string>()

  /** The name of the set that holds `member`; a new member is a set of its own. */
  find(member: string): string {
    let root = member
    for (let up = this.#parent.get(root); up !== undefined && up !== root; up = this.#parent.get(root)) root = up
    for (let at = member; at !== root; ) {
      const up = this.#parent.get(at) ?? root
      this.#parent.set(at, root)
      at = up
    }
    if (!this.#parent.has(root)) this.#parent.set(root, root)
    return root
  }

  join(a: string, b: string): void {
    const [x, y] = [this.find(a), this.find(b)]
    if (x < y) this.#parent.set(y, x)
    else if (y < x) this.#parent.set(x, y)
  }
}
