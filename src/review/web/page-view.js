import { element } from './element.js'

/** A page image with boxes over it. Boxes are `[x0, y0, x1, y1]` in points of the page. */
export class PageView {
  constructor(reportId, page) {
    this.page = page
    this.sheet = element('div', { class: 'sheet' })
    const source = `/api/reports/${reportId}/pages/${page.number}`
    if (page.image)
      this.sheet.append(
        element('img', { src: source, alt: `page ${page.number}, identifiers covered`, draggable: 'false' }),
      )
    else this.sheet.append(element('p', { class: 'dim' }, 'This page has no image.'))
    this.node = element(
      'section',
      { class: 'page', id: `page-${page.number}` },
      element('h2', {}, `Page ${page.number}`),
      this.sheet,
    )
  }

  /** Adds a box and returns it. */
  add(kind, bbox, title, attributes = {}) {
    const [x0, y0, x1, y1] = bbox
    const { width, height } = this.page
    const box = element(attributes.onclick ? 'button' : 'div', { class: `box ${kind}`, title, ...attributes })
    Object.assign(box.style, {
      left: `${(100 * x0) / width}%`,
      top: `${(100 * y0) / height}%`,
      width: `${(100 * (x1 - x0)) / width}%`,
      height: `${(100 * (y1 - y0)) / height}%`,
    })
    this.sheet.append(box)
    return box
  }

  /** Lets boxes be drawn with the pointer; `drawn` gets each one that is at least 2 points wide and high. */
  draw(drawn) {
    this.sheet.classList.add('drawing')
    let start = null
    let box = null
    let pressed = [0, 0]
    const at = (event) => {
      const frame = this.sheet.getBoundingClientRect()
      const inside = (v, size) => Math.min(size, Math.max(0, v))
      return [
        inside(((event.clientX - frame.left) / frame.width) * this.page.width, this.page.width),
        inside(((event.clientY - frame.top) / frame.height) * this.page.height, this.page.height),
      ]
    }
    const between = ([a, b], [c, d]) => [Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)]
    this.sheet.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return
      start = at(event)
      pressed = [event.clientX, event.clientY]
    })
    this.sheet.addEventListener('pointermove', (event) => {
      if (start === null) return
      // A press that hardly moves is a click on what is covered there; a drag may begin on it.
      if (box === null && Math.hypot(event.clientX - pressed[0], event.clientY - pressed[1]) < 4) return
      if (box === null) this.sheet.setPointerCapture(event.pointerId)
      box?.remove()
      box = this.add('missed', between(start, at(event)), '')
    })
    this.sheet.addEventListener('pointercancel', () => {
      box?.remove()
      start = box = null
    })
    this.sheet.addEventListener('pointerup', (event) => {
      if (start === null) return
      const from = start
      start = null
      if (box === null) return
      const bbox = between(from, at(event))
      box.remove()
      box = null
      if (bbox[2] - bbox[0] >= 2 && bbox[3] - bbox[1] >= 2) drawn(bbox.map((v) => Math.round(v * 100) / 100))
    })
  }
}
