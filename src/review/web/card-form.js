import { element } from './element.js'

const PRIORITIES = ['urgent', 'high', 'medium', 'low']

/**
 * The form of a card. What is typed is kept in the browser under `key` until it is saved, so that a closed tab loses nothing.
 * @returns the form; `form.open()` puts the cursor in its text, `form.read()` gives the fields as the desk takes them, `form.fill(content)` shows others, `form.forget()` drops the kept text
 */
export function cardForm(key, content, { issues, departments }) {
  const kept = localStorage.getItem(key)
  const start = kept === null ? content : { ...content, ...JSON.parse(kept) }
  const option = (value, label) => element('option', { value }, label)
  const select = (options) => element('select', {}, ...options)
  const inputs = {
    issue: select(issues.map((i) => option(i.code, `${i.label_en} / ${i.label_zh}`))),
    priority: select(PRIORITIES.map((p) => option(p, p))),
    department: select(departments.map((d) => option(d.code, `${d.label_en} / ${d.label_zh}`))),
    department_alternatives: element('input', {
      type: 'text',
      list: 'departments',
      placeholder: 'codes, separated by commas',
    }),
    window_min_days: element('input', { type: 'number', min: 0 }),
    window_max_days: element('input', { type: 'number', min: 0 }),
    explanation: element('textarea'),
    questions: element('textarea'),
  }
  const fill = (values) => {
    for (const [name, input] of Object.entries(inputs)) {
      const value = values[name]
      input.value = name === 'questions' ? value.join('\n') : Array.isArray(value) ? value.join(', ') : String(value)
    }
  }
  const list = (text, separator) =>
    text
      .split(separator)
      .map((part) => part.trim())
      .filter((part) => part !== '')
  const read = () => ({
    issue: inputs.issue.value,
    priority: inputs.priority.value,
    department: inputs.department.value,
    department_alternatives: list(inputs.department_alternatives.value, ','),
    window_min_days: Number(inputs.window_min_days.value),
    window_max_days: Number(inputs.window_max_days.value),
    explanation: inputs.explanation.value.trim(),
    questions: list(inputs.questions.value, '\n'),
  })
  const labelled = (text, name) => element('label', {}, text, inputs[name])
  const form = element(
    'form',
    { oninput: () => localStorage.setItem(key, JSON.stringify(read())), onsubmit: (event) => event.preventDefault() },
    labelled('Issue', 'issue'),
    element('div', { class: 'row' }, labelled('Priority', 'priority'), labelled('Department', 'department')),
    labelled('Departments that also do', 'department_alternatives'),
    element('div', { class: 'row' }, labelled('From day', 'window_min_days'), labelled('To day', 'window_max_days')),
    labelled('Explanation for the patient', 'explanation'),
    labelled('Questions for the clinician (2 to 4, one a line)', 'questions'),
  )
  fill(start)
  const open = () => {
    inputs.explanation.setSelectionRange(0, 0)
    inputs.explanation.focus()
  }
  return Object.assign(form, { open, read, fill, restored: kept !== null, forget: () => localStorage.removeItem(key) })
}

/** Violations of the safety gate as a list: where, what, and how to mend it. */
export function violationList(violations, fields) {
  return element(
    'ul',
    {},
    ...violations.map((v) => {
      const question = /^questions(?:\[|\.)(\d+)/.exec(v.field)
      const text = question ? fields.questions[Number(question[1])] : fields[v.field]
      const span = typeof text === 'string' ? text.slice(v.start, v.end) : ''
      return element(
        'li',
        { class: v.severity === 'critical' ? 'bad' : 'warn' },
        `${v.field}: `,
        span === '' ? '' : element('mark', {}, span),
        ` ${v.message}`,
      )
    }),
  )
}
