/** Whose desk it is: clinicians judge cards, adjudicators settle what they differ on, auditors look at redacted pages. */
export type DeskRole = 'clinician' | 'adjudicator' | 'auditor'

/** A report as the list shows it. Nothing in it comes from before the privacy wall. */
export interface DeskTask {
  readonly report_id: string
  readonly language: string
  readonly kind: string
  readonly sex: string | null
  readonly age: number | null
  /** Cards or pages to judge, and how many of them are judged. */
  readonly total: number
  readonly done: number
  /** Most pressing priority of its cards; null without cards. */
  readonly priority: string | null
}

/** What the server needs of a desk. All values are JSON. */
export interface Desk {
  readonly role: DeskRole
  /** Pseudonym of the person at the desk. */
  readonly reviewer: string
  tasks(): Promise<readonly DeskTask[]>
  /** What the person sees of a report; null when it is not on this desk. */
  open(reportId: string): Promise<object | null>
  /** The published image of a page; null when there is none. */
  image(reportId: string, page: number): Promise<{ readonly bytes: Uint8Array; readonly type: string } | null>
  /**
   * Carries out a request of the page and returns what it shows next.
   * @throws RefusedError when the request cannot be carried out; nothing is written then
   */
  act(reportId: string, request: unknown): Promise<object>
}

/** A request that is refused: HTTP status, what to do, and details for the page. Quotes nothing of a report. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError'
  constructor(
    readonly status: 400 | 404 | 409 | 422,
    message: string,
    readonly details: object = {},
  ) {
    super(message)
  }
}
