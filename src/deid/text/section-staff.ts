import type { Knowledge } from '../knowledge.js'
import { perKnowledge } from '../per-knowledge.js'
import { anyPhrase } from '../phrases.js'
import { readHanName } from './person-name.js'
import type { LineKind } from './result-rows.js'
import type { Sheet } from './sheet.js'
import type { Span } from './span.js'

/** A cell that is the title of a section or an examination: "一般检查", "尿液分析", "骨密度(超声)", "胸部正位片". */
const sectionTitle = perKnowledge(
  (knowledge) => new RegExp(String.raw`(?:${anyPhrase(knowledge, 'section_titles')})(?:\([^()]{1,12}\))?$`, 'u'),
)
/** Nothing but one or two names, with or without a date behind. */
const STAFF = /^(?<names>\p{Script=Han}{2,4}(?:\s?[/、]\s?\p{Script=Han}{2,4})?)(?:\s+(?:19|20)\d{2}[-/.年].*)?$/u
/** Characters of findings and grades, which stand in no given name. */
const FINDING = /[高低正常阴性清型色度片形状级硬软偏项套次份张缺失弃检查见异平大小左右双侧]/u

interface Candidate extends Span {
  name: string
  /** The surname is one of the list. */
  listed: boolean
  /** A name of one surname and one character could be a word. */
  short: boolean
}

/**
 * Chinese names that stand beside the title of a section as its examiner, without a label ("一般检查 | 慕容静 | 生化 | 花蕾 / 梅影"). Such a layout repeats itself: a short
 * name counts where it recurs, or where another section of the page carries a longer one; one without a listed surname where both hold.
 */
export function findSectionStaff(sheet: Sheet, kinds: readonly LineKind[], knowledge: Knowledge): Span[] {
  const found: Candidate[] = []
  sheet.lines.forEach((line, number) => {
    if (kinds[number] === 'header') return
    line.cells.forEach((cell, i) => {
      const before = line.cells[i - 1]
      if (before === undefined || !sectionTitle(knowledge).test(sheet.text.slice(before.start, before.end).trim()))
        return
      const names = STAFF.exec(sheet.text.slice(cell.start, cell.end).trim())?.groups?.names
      if (names === undefined) return
      let at = cell.start
      for (const name of names.split(/\s?[/、]\s?/)) {
        const start = sheet.text.indexOf(name, at)
        at = start + name.length
        const listed = readHanName(name, 0, name.length, true, knowledge)?.end === name.length
        const read = listed || readHanName(name, 0, name.length, false, knowledge)?.end === name.length
        if (!read || FINDING.test(listed ? name.slice(1) : name)) continue
        const span = { start, end: at, category: 'DOCTOR', detector: 'section_staff', score: 0.86 } as const
        found.push({ ...span, name, listed, short: name.length < 3 })
      }
    })
  })
  const settled = found.some((one) => one.listed && !one.short) && new Set(found.map((one) => one.name)).size > 1
  return found
    .filter((one) => {
      const again = found.filter((other) => other.name === one.name).length > 1
      return one.listed ? settled || again : settled && again
    })
    .map(({ start, end, category, detector, score }) => ({ start, end, category, detector, score }))
}
