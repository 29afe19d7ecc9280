import { openAudit } from './auditor.js'
import { openCards } from './clinician.js'
import { element, notice } from './element.js'
import { get } from './request.js'

const places = {
  tasks: document.getElementById('tasks'),
  pages: document.getElementById('pages'),
  side: document.getElementById('side'),
}
let current = null

async function showTasks() {
  const { role, reviewer, tasks } = await get('/api/desk')
  document.getElementById('who').textContent = `${role} ${reviewer}`
  const [done, total] = [tasks.reduce((n, t) => n + t.done, 0), tasks.reduce((n, t) => n + t.total, 0)]
  const unit = role === 'auditor' ? 'pages' : 'cards'
  document.getElementById('progress').textContent = `${done} of ${total} ${unit} judged in ${tasks.length} reports`
  places.tasks.replaceChildren(
    ...tasks.map((task) =>
      element(
        'button',
        { onclick: () => open(role, task.report_id), 'aria-current': task.report_id === current ? 'true' : null },
        element('span', { class: task.done === task.total ? 'good' : '' }, `${task.done}/${task.total} `),
        task.report_id,
        element('br'),
        element(
          'small',
          {},
          [task.language, task.kind, task.sex ?? 'sex unknown', task.age ?? '', task.priority ?? '']
            .filter((part) => part !== '')
            .join(' · '),
        ),
      ),
    ),
  )
  if (tasks.length === 0)
    places.tasks.append(
      element(
        'p',
        { class: 'dim' },
        role === 'adjudicator' ? 'Nothing waits for an adjudicator.' : 'Nothing to judge.',
      ),
    )
  return { role, tasks }
}

async function open(role, reportId) {
  current = reportId
  history.replaceState(null, '', `#${reportId}`)
  try {
    const report = await get(`/api/reports/${reportId}`)
    const show = role === 'auditor' ? openAudit : openCards
    show({
      reportId,
      role,
      report,
      pages: places.pages,
      side: places.side,
      changed: showTasks,
      next: () => openNext(role, reportId),
      reload: () => open(role, reportId),
    })
    places.pages.scrollTop = places.side.scrollTop = 0
  } catch (error) {
    notice(error.message)
  }
  await showTasks()
}

/** The next report with something left to judge, after the one that is open. */
async function openNext(role, after) {
  const { tasks } = await showTasks()
  const from = tasks.findIndex((t) => t.report_id === after) + 1
  const next = [...tasks.slice(from), ...tasks.slice(0, from)].find((t) => t.done < t.total)
  if (next === undefined) notice('All is judged. `make build` applies it.')
  else await open(role, next.report_id)
}

const { role, tasks } = await showTasks()
const asked =
  tasks.find((t) => t.report_id === location.hash.slice(1)) ?? tasks.find((t) => t.done < t.total) ?? tasks[0]
if (asked !== undefined) await open(role, asked.report_id)
