/** A blob that reports every piece read from it, so that a stalled upload can be told from a slow one. */
export class WatchedBlob extends Blob {
  readonly #inner: Blob
  readonly #taken: (bytes: number) => void

  constructor(inner: Blob, taken: (bytes: number) => void) {
    super([])
    this.#inner = inner
    this.#taken = taken
    Object.defineProperties(this, { size: { value: inner.size }, type: { value: inner.type } })
  }

  override stream(): ReturnType<Blob['stream']> {
    const taken = this.#taken
    const watch = new TransformStream<Uint8Array, Uint8Array>({
      transform(piece, controller) {
        taken(piece.byteLength)
        controller.enqueue(piece)
      },
    })
    return this.#inner.stream().pipeThrough(watch) as ReturnType<Blob['stream']>
  }
}
