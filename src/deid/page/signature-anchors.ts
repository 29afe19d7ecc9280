import type { PageReading } from '../../records/page.js'
import type { Identification } from '../identification.js'
import type { Knowledge } from '../knowledge.js'
import type { SheetFindings } from '../text/detect.js'
import { plain } from '../text/fold.js'
import { isCredential } from '../text/person-name.js'
import type { SheetCell } from '../text/sheet.js'
import type { PageSheet } from './page-sheet.js'
import { isStaffLabel } from './staff-label.js'

/** On the first page signature blocks stand below this share of a page's height; above it roles are fields of the header. */
const TOP = 0.25

/** From this confidence on a word at a cell's end is print. */
const SURE = 0.75

/** What OCR makes of a hand: characters of one to three strokes. */
const HAND = String.raw`[一丨丿乙八人入几儿力九心小川厂广丁了~\-—MNWVUyvw]{2,8}`
const STAFF = String.raw`\p{Script=Han}{0,4}(?:医师|医生|技师|护师|护士|者|员|签名|签字)[:：;]?`
/** A hand, with the staff label before it in one word ("审核者一八人", "检查医师AMV一") or without: no print. */
export function isHandRead(text: string): boolean {
  return SIGNED.test(text) || HAND_ALONE.test(text)
}
const HAND_ALONE = new RegExp(`^${HAND}$`, 'u')
const SIGNED = new RegExp(`^${STAFF}(?:${HAND}|[A-Za-z~—-]{2,6}一?)$`, 'u')

/** Cells that are a role ("Medical Lab Technician"), credentials ("MD, Pathologist"), a staff label or a letter's end ("Yours sincerely"): where handwriting is looked for. */
export function signatureAnchors(
  page: PageReading,
  sheet: PageSheet,
  findings: SheetFindings,
  knowledge: Knowledge,
): Identification['signature_anchors'] {
  const roles = new Set(knowledge.titles.roles.map(plain))
  const slope = Math.tan((page.skew * Math.PI) / 180)
  const valedictions = new Set(knowledge.titles.valedictions.map(plain))
  const anchors: Identification['signature_anchors'] = []
  sheet.lines.forEach((line, number) => {
    if (page.number === 1 && line.y0 < TOP * page.height) return
    for (const cell of line.cells) {
      const end = readEnd(page, sheet, cell)
      const text = sheet.text.slice(cell.start, end)
      if (text.length > 60) continue
      const below = valedictions.has(plain(text.replace(/[^\p{L}\s]/gu, '')).trim())
      const bare = page.ocr !== null && isStaffLabel(text, knowledge)
      // A letter of two columns may end beside a row of results, and OCR makes numbers and units of hands.
      if (findings.kinds[number] !== 'text' && !below && !bare) continue
      const words = text.split(/[\s,;()/]+/).filter((word) => word !== '')
      const role =
        roles.has(plain(text.replace(/[(),.:]/g, '')).trim()) ||
        (words.length <= 5 && words.some((word) => isCredential(word, knowledge)))
      const label = findings.fields.some(
        (field) =>
          field.line === number &&
          field.label.block.category === 'DOCTOR' &&
          field.label.start >= cell.start &&
          field.label.end <= cell.end,
      )
      // OCR misreads the label itself ("&检医生"): its ending is enough.
      const ending =
        page.ocr !== null &&
        (/^[^\s\p{Script=Han}]?\p{Script=Han}{1,4}(?:医师|医生|技师|护师|护士|者|员|签名|签字)(?!\p{Script=Han}{3})/u.test(
          text,
        ) ||
          SIGNED.test(text) ||
          /^\p{Script=Han}{0,3}[验核查检测录审阅诊送]人(?!\p{Script=Han}{3})/u.test(text)) &&
        !/^[^\s\p{Script=Han}]?(?:患者|病人|受检|体检|客户|被检)/u.test(text)
      if (!role && !label && !ending && !below && !bare) continue
      const shift = slope * ((cell.x0 + cell.x1) / 2)
      const x1 = end === cell.end ? cell.x1 : sheet.x1[end - 1]!
      anchors.push({ page: page.number, bbox: [cell.x0, line.y0 + shift, x1, line.y1 + shift], below })
    }
  })
  return anchors
}

/** Where the words of a cell end that OCR is sure of: it makes words of the hand behind a label ('Performed by "WS ANN'). The cell's end where all are doubtful. */
function readEnd(page: PageReading, sheet: PageSheet, cell: SheetCell): number {
  if (page.ocr === null) return cell.end
  for (let at = cell.end - 1; at > cell.start; at -= 1) {
    const word = sheet.wordOf[sheet.from[at]!] ?? -1
    if (word >= 0 && page.words[word]!.confidence >= SURE) return at + 1
  }
  return cell.end
}
