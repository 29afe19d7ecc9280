/** Names of the routes that a fault can be put on. */
export type Route =
  | 'whoami'
  | 'create'
  | 'info'
  | 'settings'
  | 'refs'
  | 'validate-yaml'
  | 'preupload'
  | 'batch'
  | 'put'
  | 'part'
  | 'complete'
  | 'commit'
  | 'commits'
  | 'branch'
  | 'delete-branch'
  | 'tag'
  | 'paths-info'
  | 'tree'
  | 'resolve'

/** What goes wrong. */
export type Fault =
  /** Answers a status instead of acting. */
  | {
      readonly kind: 'status'
      readonly status: number
      readonly headers?: Record<string, string>
      readonly body?: string
    }
  /** Acts, then answers a status: the 504 of a commit that was made. */
  | { readonly kind: 'acts-then-status'; readonly status: number }
  /** Closes the socket before acting. */
  | { readonly kind: 'drop' }
  /** Acts, then closes the socket instead of answering. */
  | { readonly kind: 'acts-then-drop' }
  /** Closes the socket after this many bytes of the body. */
  | { readonly kind: 'drop-after'; readonly bytes: number }
  /** Never answers; the body is read. */
  | { readonly kind: 'silence' }
  /** Reads the body in pieces with a pause after each. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** One bit of the body turns on the way. */
  | { readonly kind: 'damage' }
  /** The answer names another checksum than that of the stored bytes. */
  | { readonly kind: 'wrong-checksum' }
  /** Runs something of the test's own first: a rival's commit, a repository that is deleted. */
  | { readonly kind: 'first'; readonly act: () => void }

interface Scripted {
  readonly route: Route | 'any'
  readonly fault: Fault
  after: number
  times: number
}

/** The script of what goes wrong, route by route, in order. */
export class Faults {
  #script: Scripted[] = []

  /** The next `times` requests of a route go wrong, after `after` that do not. */
  add(route: Route | 'any', fault: Fault, times = 1, after = 0): void {
    this.#script.push({ route, fault, times, after })
  }

  clear(): void {
    this.#script = []
  }

  /** The fault of this request, if any. */
  take(route: Route): Fault | null {
    for (const scripted of this.#script) {
      if (scripted.times <= 0 || (scripted.route !== 'any' && scripted.route !== route)) continue
      if (scripted.after > 0) scripted.after -= 1
      else {
        scripted.times -= 1
        return scripted.fault
      }
    }
    return null
  }

  /** Faults that no request has met; a test that leaves some did not test them. */
  get left(): number {
    return this.#script.filter((s) => s.times > 0 && s.times !== Number.POSITIVE_INFINITY).length
  }
}
