import type { Knowledge } from '../knowledge.js'
import { perKnowledge } from '../per-knowledge.js'
import { anyPhrase } from '../phrases.js'
import { isNoHanName, NEVER_IN_NAMES } from './person-name.js'
import type { LineKind } from './result-rows.js'
import type { Sheet } from './sheet.js'
import type { Span } from './span.js'
import { vocabularyOf } from './vocabulary.js'

interface Compiled {
  /** One or two characters at the beginning of the cell below, up to a stop or what is said of a relative. */
  head: RegExp
  /** What says that the broken word is a person: how to reach him or what he is. */
  behind: RegExp
}

/** The last word of a cell: one to three characters behind a gap. */
const TAIL = /(?<=[\s:：,，、;；(]|[。,，;；\s][父母夫妻子女兄弟姐妹媳婿])\p{Script=Han}{1,3}$/u
/** The left edges of a cell's lines stand apart at most, points. */
const EDGE = 8

/**
 * Chinese names that the end of their cell's line has broken ("宫颈门诊 慕" above "容雪 教授"), where columns stand between them in reading order: led by a surname of two
 * characters, or by one with a role before or a title or telephone behind.
 */
export function findWrappedHanNames(sheet: Sheet, kinds: readonly LineKind[], knowledge: Knowledge): Span[] {
  const { surnames, titles } = knowledge
  const { han } = vocabularyOf(knowledge)
  const rules = compile(knowledge)
  const roles = [...titles.before_zh, ...titles.persons_zh, ...titles.kin_zh, '妻', '夫', '母', '父', '子', '女']
  return sheet.lines.flatMap((line, number) => {
    return line.cells.flatMap((cell) => {
      const upper = sheet.text.slice(cell.start, cell.end).trimEnd()
      const tail = TAIL.exec(upper)?.[0]
      if (tail === undefined) return []
      // Lines of other columns may stand between the two.
      for (const [step, next] of sheet.lines.slice(number + 1, number + 4).entries()) {
        if (next.y0 - line.y1 > 1.5 * (line.y1 - line.y0)) break
        const below = next.cells.find((other) => Math.abs(other.x0 - cell.x0) < EDGE)
        if (below === undefined) continue
        const lower = sheet.text.slice(below.start, below.end)
        const head = rules.head.exec(lower)?.[0]
        if (head === undefined) return []
        const name = tail + head
        const compound = surnames.compound.find((one) => name.startsWith(one))
        const given = name.slice(compound?.length ?? 1)
        if (given.length < 1 || given.length > 2 || han.has(name) || NEVER_IN_NAMES.test(given)) return []
        if (isNoHanName(name, knowledge)) return []
        const before = upper.slice(0, -tail.length).trimEnd()
        const told = rules.behind.test(lower.slice(head.length)) || roles.some((role) => before.endsWith(role))
        if (compound === undefined && !(surnames.single.has(name[0]!) && name.length === 3 && told)) return []
        // Only two characters of a listed surname, or what is said behind, are proof enough in a line that holds a value.
        const text = kinds[number] === 'text' && kinds[number + 1 + step] === 'text'
        const base = { category: 'NAME', detector: 'wrapped_name_zh', score: text || !told ? 0.82 : 0.86 } as const
        const start = cell.start + upper.length - tail.length
        return [
          { ...base, start, end: start + tail.length },
          { ...base, start: below.start, end: below.start + head.length },
        ]
      }
      return []
    })
  })
}

const compile = perKnowledge(
  (knowledge): Compiled => ({
    head: new RegExp(
      String.raw`^\p{Script=Han}{1,2}?(?=$|[^\p{Script=Han}]|${anyPhrase(knowledge, 'said_of_kin')})`,
      'u',
    ),
    behind: new RegExp(
      String.raw`^ ?(?:\((?:1[3-9]\d|0\d{2}|电话|手机|[男女])|(?:${anyPhrase(knowledge, 'titles_below')}))`,
      'u',
    ),
  }),
)
