/** A new element: attributes, `on…` listeners and `dataset` by name, children as nodes or text. Text is never read as markup. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue
    if (name.startsWith('on')) made.addEventListener(name.slice(2), value)
    else if (name === 'dataset') Object.assign(made.dataset, value)
    else if (name === 'value') made.value = value
    else made.setAttribute(name, value === true ? '' : String(value))
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ''))
  return made
}

let timer
/** Says something at the foot of the page for a few seconds. */
export function notice(text) {
  const place = document.getElementById('notice')
  place.textContent = text
  place.className = 'shown'
  clearTimeout(timer)
  timer = setTimeout(() => {
    place.className = ''
  }, 9000)
}
