/** What a route answers. */
export interface Reply {
  readonly status: number
  readonly headers?: Record<string, string>
  readonly body?: unknown
  /** A stored file to send instead of a body. */
  readonly file?: string
}

export const json = (body: unknown, headers: Record<string, string> = {}): Reply => ({ status: 200, body, headers })

/** An error in the Hub's form. */
export const refusal = (status: number, error: string, code?: string): Reply => ({
  status,
  body: { error },
  headers: { 'X-Request-Id': 'Root=1-test', ...(code === undefined ? {} : { 'X-Error-Code': code }) },
})
