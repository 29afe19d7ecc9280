import { cardForm } from './card-form.js'
import { element } from './element.js'

const REASONS = ['not_in_report', 'misread_report', 'not_relevant', 'duplicate', 'wrong_person', 'other']

/**
 * An Action Card on the desk, to accept, edit or reject.
 * @param desk `report`, `reportId`, `boxes` by record id, `judges` (may the person judge it), `attempt(body, place, fields, then)`
 */
export function cardView(subject, { report, reportId, boxes, judges, attempt }) {
  const content = subject.edited ?? subject.content
  const key = `card ${reportId} ${subject.draft}`
  const base = { draft: subject.draft, evidence: subject.evidence }
  const problem = element('div')
  const body = element('div')
  const node = element('article', { class: 'card', tabindex: 0 })
  const decide = (verdict, more = {}) => attempt({ do: verdict, ...base, ...more }, problem, content)

  const read = () => {
    node.classList.remove('editing')
    body.replaceChildren(
      element('p', {}, content.explanation),
      element('ul', {}, ...content.questions.map((question) => element('li', {}, question))),
      ...content.evidence.map((ref) => evidenceQuote(ref, boxes.get(ref.record_id))),
    )
  }
  const edit = (wording) => {
    const form = cardForm(key, content, report)
    if (wording) form.fill(wording)
    const save = () => attempt({ do: 'edit', ...base, fields: form.read() }, problem, form.read(), form.forget)
    const reword = () =>
      attempt({ do: 'reword', ...base, fields: form.read() }, problem, form.read(), (answer) =>
        form.fill(answer.content),
      )
    const cancel = () => {
      form.forget()
      problem.replaceChildren()
      read()
    }
    node.classList.add('editing')
    body.replaceChildren(
      form.restored ? element('p', { class: 'warn' }, 'What you typed before is here again; it is not saved yet.') : '',
      form,
      actions(['Save edit', save], ['Word the text anew', reword], ['Cancel', cancel]),
    )
    form.open()
  }
  const reject = () => {
    const reason = element(
      'select',
      {},
      ...REASONS.map((code) => element('option', { value: code }, code.replaceAll('_', ' '))),
    )
    const note = element('input', { type: 'text', maxlength: 1000, placeholder: 'note (names nobody)' })
    node.classList.add('editing')
    body.replaceChildren(
      element('label', {}, 'Why is there no such card?', reason),
      element('label', {}, 'Note', note),
      actions(['Reject', () => decide('reject', { reason: reason.value, note: note.value })], ['Cancel', read]),
    )
    reason.focus()
  }

  const press = (verdict, label, onclick) =>
    element(
      'button',
      {
        class: 'act',
        'aria-pressed': subject.verdict === verdict ? 'true' : 'false',
        onclick,
        dataset: { key: label[0].toLowerCase() },
      },
      label,
    )
  const department = report.departments.find((d) => d.code === content.department)
  node.append(
    element('h3', {}, `${subject.label_en} / ${subject.label_zh}`),
    element(
      'p',
      {},
      element('span', { class: `tag ${content.priority}` }, content.priority),
      ` ${department?.label_en ?? content.department}, day ${content.window_min_days} to ${content.window_max_days}`,
      subject.verdict === null ? '' : element('span', { class: 'good' }, ` · ${subject.verdict}`),
    ),
    subject.returned.length === 0 ? '' : element('p', { class: 'warn' }, subject.returned.join('; ')),
    body,
    ...report.suggestions
      .filter((s) => judges && s.fields.issue === subject.content.issue)
      .map((s) => suggestion(s, 'Edit from this', () => edit(s.fields))),
    subject.voices.length === 0
      ? ''
      : element('div', { class: 'voices' }, ...subject.voices.map((v) => voice(v, subject))),
    judges
      ? element(
          'div',
          { class: 'actions verdicts' },
          press('accept', 'Accept', () => decide('accept')),
          press('edit', 'Edit', () => edit()),
          press('reject', 'Reject', reject),
        )
      : '',
    problem,
  )
  const light = (on) => {
    for (const ref of content.evidence) boxes.get(ref.record_id)?.classList.toggle('evidence', on)
  }
  for (const event of ['mouseenter', 'focusin']) node.addEventListener(event, () => light(true))
  for (const event of ['mouseleave', 'focusout']) node.addEventListener(event, () => light(false))
  read()
  if (localStorage.getItem(key) !== null) edit()
  return node
}

/** A row of buttons, each a label and what it does. */
export function actions(...buttons) {
  return element(
    'div',
    { class: 'actions' },
    ...buttons.map(([label, onclick]) => element('button', { class: 'act', type: 'button', onclick }, label)),
  )
}

/** A model's wording of an issue, folded away, with a button that takes it into a form. */
export function suggestion({ model, label_en, label_zh, fields }, label, take) {
  return element(
    'details',
    { class: 'suggestion' },
    element('summary', {}, `${model} drafted: ${label_en} / ${label_zh}, ${fields.priority}`),
    element('p', {}, fields.explanation),
    element('ul', {}, ...fields.questions.map((question) => element('li', {}, question))),
    actions([label, take]),
  )
}

function evidenceQuote(ref, box) {
  const light = (on) => () => box?.classList.toggle('lit', on)
  return element(
    'blockquote',
    {
      tabindex: 0,
      onmouseenter: light(true),
      onmouseleave: light(false),
      onclick: () => box?.scrollIntoView({ block: 'center', behavior: 'smooth' }),
    },
    `p. ${ref.page}: ${ref.quote}`,
  )
}

/** What a reviewer said, with the fields in which their content differs from the draft. */
function voice({ reviewer, verdict, reason, content }, subject) {
  const said = (value) => (Array.isArray(value) ? value.join(' / ') : String(value))
  const changed = Object.keys(content ?? {}).filter(
    (field) => field !== 'evidence' && JSON.stringify(content[field]) !== JSON.stringify(subject.content[field]),
  )
  return element(
    'p',
    {},
    element('b', {}, `${reviewer} `),
    [verdict, reason, ...changed.map((field) => `${field}: ${said(content[field])}`)]
      .filter((part) => part !== '')
      .join('; '),
  )
}
