/** A connected region of a binary grid, in its pixels or cells; `cells` are those that are set. */
export interface Component {
  x: number
  y: number
  w: number
  h: number
  cells: number
}

const CROSS = [
  [-1, 0],
  [1, 0],
  [0, -1],
  [0, 1],
] as const
const ALL = [...CROSS, [-1, -1], [1, -1], [-1, 1], [1, 1]] as const

/** Connected regions of a binary grid, by first pixel from the top; corners connect among 8 neighbours only. */
export function components(data: Uint8Array, width: number, height: number, neighbours: 4 | 8 = 8): Component[] {
  const steps = neighbours === 8 ? ALL : CROSS
  const seen = new Uint8Array(data.length)
  const found: Component[] = []
  const stack: number[] = []
  for (let start = 0; start < data.length; start += 1) {
    if (data[start] === 0 || seen[start] === 1) continue
    seen[start] = 1
    stack.push(start)
    let [x0, y0, x1, y1, cells] = [width, height, 0, 0, 0]
    while (stack.length > 0) {
      const at = stack.pop()!
      const x = at % width
      const y = (at - x) / width
      x0 = Math.min(x0, x)
      x1 = Math.max(x1, x)
      y0 = Math.min(y0, y)
      y1 = Math.max(y1, y)
      cells += 1
      for (const [dx, dy] of steps) {
        const [nx, ny] = [x + dx, y + dy]
        if (nx < 0 || ny < 0 || nx >= width || ny >= height) continue
        const next = ny * width + nx
        if (data[next] === 0 || seen[next] === 1) continue
        seen[next] = 1
        stack.push(next)
      }
    }
    found.push({ x: x0, y: y0, w: x1 - x0 + 1, h: y1 - y0 + 1, cells })
  }
  return found
}
