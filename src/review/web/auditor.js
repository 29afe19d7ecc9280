import { element, notice } from './element.js'
import { PageView } from './page-view.js'
import { send } from './request.js'

/** Shows the drawn pages of a report with what was covered; what was missed is drawn, what is clinical is clicked. */
export function openAudit({ reportId, report, pages, side, next, reload }) {
  const desks = report.pages.map((page) => pageDesk(page))
  pages.replaceChildren(...desks.map((d) => d.view.node))
  side.replaceChildren(
    element(
      'p',
      {},
      'Look at the whole page. Draw a box around whatever still points to a person; click a covered place that is clinical.',
    ),
    ...desks.map((d) => d.panel),
    element('button', { class: 'act', onclick: () => void next() }, 'Next report'),
  )

  function pageDesk(page) {
    const view = new PageView(reportId, page)
    const missed = []
    const clinical = new Map()
    const panel = element('article', { class: 'card' })
    const problem = element('div')
    for (const redaction of page.redactions) {
      const box = view.add('redaction', redaction.bbox, `${redaction.category} (${redaction.detector})`, {
        onclick: () => {
          if (clinical.delete(redaction)) box.classList.remove('clinical')
          else {
            clinical.set(redaction, box)
            box.classList.add('clinical')
          }
          show()
        },
      })
    }
    for (const c of page.corrections)
      view.add(c.action === 'cover' ? 'missed' : 'clinical', c.bbox, `${c.action}, applied by the next build`)
    view.draw((bbox) => {
      const category = element(
        'select',
        {
          onchange: (event) => {
            entry.category = event.target.value
          },
        },
        ...report.categories.map((c) => element('option', { value: c }, c)),
      )
      const entry = { bbox, category: report.categories[0], box: view.add('missed', bbox, 'missed'), select: category }
      missed.push(entry)
      show()
      category.focus()
    })
    const save = async () => {
      try {
        const body = {
          page: page.number,
          image: page.image,
          missed: missed.map(({ bbox, category }) => ({ bbox, category })),
          clinical: [...clinical.keys()].map((r) => r.bbox),
        }
        const { misses } = await send(reportId, body)
        notice(
          misses === 0
            ? `Page ${page.number}: nothing missed.`
            : `Page ${page.number}: ${misses} missed. \`make build\` covers them; then look again.`,
        )
        reload()
      } catch (error) {
        problem.replaceChildren(element('p', { class: 'bad' }, error.message))
        if (error.status === 409)
          problem.append(element('button', { class: 'act', onclick: reload }, 'Reload the report'))
      }
    }
    function show() {
      panel.replaceChildren(
        element('h3', {}, `Page ${page.number}`, page.judged ? element('span', { class: 'good' }, ' · judged') : ''),
        element('p', { class: 'dim' }, `${page.redactions.length} places covered`),
        ...missed.map((entry, i) =>
          element(
            'div',
            { class: 'actions' },
            element('span', { class: 'bad' }, `missed ${i + 1}`),
            entry.select,
            element(
              'button',
              {
                class: 'act',
                onclick: () => {
                  entry.box.remove()
                  missed.splice(i, 1)
                  show()
                },
              },
              'Remove',
            ),
          ),
        ),
        clinical.size === 0 ? '' : element('p', { class: 'good' }, `${clinical.size} covered by mistake`),
        element(
          'div',
          { class: 'actions' },
          element(
            'button',
            { class: 'act', onclick: save },
            missed.length === 0 ? 'Nothing missed' : `Save ${missed.length} missed`,
          ),
          element(
            'button',
            { class: 'act', onclick: () => view.node.scrollIntoView({ behavior: 'smooth' }) },
            'Show page',
          ),
        ),
        problem,
      )
    }
    show()
    return { view, panel }
  }
}
