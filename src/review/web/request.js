/** A refused request: what to do, and details such as violations of the safety gate. */
export class Refused extends Error {
  constructor(status, message, details) {
    super(message)
    this.status = status
    this.details = details
  }
}

/** Gets JSON of the desk. */
export async function get(path) {
  return answer(await fetch(path))
}

/** Sends a request about a report; resolves when it is on the disk. */
export async function send(reportId, body) {
  const headers = { 'content-type': 'application/json' }
  return answer(await fetch(`/api/reports/${reportId}`, { method: 'POST', headers, body: JSON.stringify(body) }))
}

async function answer(response) {
  const value = await response
    .json()
    .catch(() => ({ error: 'the desk does not answer: is `checkup review` still running?' }))
  if (!response.ok) throw new Refused(response.status, value.error, value.details ?? {})
  return value
}
