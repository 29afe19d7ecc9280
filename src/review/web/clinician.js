import { cardForm, violationList } from './card-form.js'
import { actions, cardView, suggestion } from './card-view.js'
import { element, notice } from './element.js'
import { PageView } from './page-view.js'
import { send } from './request.js'

const PRIORITIES = ['urgent', 'high', 'medium', 'low']

/** Shows a report's pages beside its Action Cards, to judge them and to add what was missed; for an adjudicator, to settle. */
export function openCards({ reportId, role, report, pages, side, changed, next, reload }) {
  const views = new Map(report.pages.map((page) => [page.number, new PageView(reportId, page)]))
  const boxes = new Map()
  const chosen = new Set()
  for (const record of report.records) {
    const choose = () => {
      if (!chosen.delete(record.id)) chosen.add(record.id)
      box.classList.toggle('chosen', chosen.has(record.id))
      showMissed()
    }
    const box = views.get(record.page)?.add('record', record.bbox, record.quote, { onclick: choose })
    if (box !== undefined) boxes.set(record.id, box)
  }
  pages.replaceChildren(...[...views.values()].map((view) => view.node))

  const list = element('div')
  const missed = element('div', { class: 'card' })
  const keys = element(
    'p',
    { class: 'dim' },
    'Keys: a accept, e edit, r reject, j and k next and previous card, n next report.',
  )
  side.replaceChildren(list, ...(role === 'clinician' ? [missed] : []), keys)

  /** Sends a request; what the desk refuses is said at `place`, with the violations that the safety gate found in `fields`. */
  const attempt = async (body, place, fields, then) => {
    try {
      const answer = await send(reportId, body)
      then?.(answer)
      if (answer.subjects) show(answer.subjects)
    } catch (error) {
      place.replaceChildren(element('p', { class: 'bad' }, error.message))
      if (error.details?.violations) place.append(violationList(error.details.violations, fields))
      if (error.status === 409) place.append(element('button', { class: 'act', onclick: reload }, 'Reload the report'))
    }
  }

  function show(subjects) {
    const judges = (subject) => role === 'adjudicator' || subject.card !== null
    list.replaceChildren(
      ...subjects.map((subject) => cardView(subject, { report, reportId, boxes, judges: judges(subject), attempt })),
    )
    if (subjects.length === 0)
      list.append(element('p', { class: 'dim' }, 'No card was drafted for this report. Check whether one is missing.'))
    void changed()
  }

  /** The form of a new card on the chosen records. */
  function showForm(content) {
    const ids = [...chosen]
    const problem = element('div')
    const form = cardForm(`new card ${reportId} ${content.issue}`, content, report)
    const saved = () => {
      form.forget()
      notice('Added.')
      reload()
    }
    const save = () => attempt({ do: 'add', records: ids, fields: form.read() }, problem, form.read(), saved)
    missed.replaceChildren(
      element('h2', {}, 'Missed issue'),
      form,
      actions(['Save card', save], ['Cancel', showMissed]),
      problem,
    )
    form.open()
  }

  function showMissed() {
    const records = report.records.filter((record) => chosen.has(record.id))
    const ids = records.map((record) => record.id)
    const problem = element('div')
    const issue = element(
      'select',
      {},
      ...report.issues.map((i) => element('option', { value: i.code }, `${i.label_en} / ${i.label_zh}`)),
    )
    const priority = element('select', {}, ...PRIORITIES.map((p) => element('option', { value: p }, p)))
    priority.value = 'medium'
    const propose = () =>
      attempt({ do: 'propose', issue: issue.value, records: ids, priority: priority.value }, problem, {}, (answer) =>
        showForm(answer.content),
      )
    const drafted = new Set(report.subjects.map((subject) => subject.content.issue))
    const further = report.suggestions.filter((s) => !drafted.has(s.fields.issue))
    const take = ({ records: wanted, fields }) => {
      chosen.clear()
      for (const id of wanted) chosen.add(id)
      for (const [id, box] of boxes) box.classList.toggle('chosen', chosen.has(id))
      showForm(fields)
    }
    const quotes = records.map((record) => element('blockquote', {}, `p. ${record.page}: ${record.quote}`))
    missed.replaceChildren(
      element('h2', {}, 'A missed issue?'),
      ...(records.length === 0
        ? [element('p', { class: 'dim' }, 'Click the results on the page that show it.')]
        : [
            ...quotes,
            element('label', {}, 'Issue', issue),
            element('label', {}, 'Priority', priority),
            actions(['Word a card', propose]),
          ]),
      ...further.map((s) => suggestion(s, 'Add from this', () => take(s))),
      problem,
    )
  }

  side.onkeydown = (event) => {
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || event.ctrlKey || event.metaKey || event.altKey) return
    const cards = [...list.querySelectorAll('.card')]
    const at = cards.indexOf(event.target.closest('.card'))
    if (event.key === 'j') cards[Math.min(cards.length - 1, at + 1)]?.focus()
    else if (event.key === 'k') cards[Math.max(0, at - 1)]?.focus()
    else if (event.key === 'n') void next()
    else if (at >= 0) cards[at].querySelector(`button[data-key="${event.key}"]`)?.click()
    else return
    event.preventDefault()
  }
  show(report.subjects)
  showMissed()
  list.querySelector('.card')?.focus({ preventScroll: true })
}
