import type { Knowledge } from '../knowledge.js'
import { perKnowledge } from '../per-knowledge.js'
import { anyPhrase } from '../phrases.js'
import { isHan } from './fold.js'
import { matchesOf } from './matches.js'
import { isClinicalWord, isTitle, readHanName, readLatinName } from './person-name.js'
import type { LineKind } from './result-rows.js'
import type { Sheet, SheetCell } from './sheet.js'
import type { Span } from './span.js'

/** Lines within which an age or sex label makes a bare line above it the person's name. */
const NAME_BLOCK = 3
/** Capitalised words, or "LAST,FIRST M", with sex and age behind them in any order: "John Roe, 45/M", "Jane Roe (F, 41)", "ROE,JANE 41F". */
const NAME_SEX_AGE =
  /(?:^|\t)\s*((?:\p{Lu}[\p{L}'.-]*\s){1,4}\p{Lu}[\p{L}'.-]*|\p{Lu}[\p{L}'-]+, \p{Lu}[\p{L}'-]+(?: \p{Lu}\.?)?|\p{Lu}{2,}(?:,\s?\p{Lu}[\p{L}. ]*)?)\s*[,;/(|-]?\s*\(?(?:\d{1,3}\s?(?:Y(?:ea)?rs?|Y|yrs?|years?(?: old)?|y\/?o)?[\s/,-]*(?:M|F|Male|Female|MALE|FEMALE)|(?<!\p{L})(?:M|F|Male|Female|MALE|FEMALE)[\s/,)-]+\d{1,3}\s?(?:Y(?:ea)?rs?|Y|yrs?|years?|y\/?o)?)(?![\p{L}\d])/gu

/** A line above or beside the age and sex that is nothing but a name: "Jane M. Roe" over "Age : 40 Years". */
export function findBareNames(sheet: Sheet, kinds: readonly LineKind[], knowledge: Knowledge): Span[] {
  const spans: Span[] = []
  const demographic =
    /^(?:age|sex|gender|dob|d\.o\.b|date of birth|age\s?[/&]\s?(?:sex|gender)|sex\s?[/&]\s?age|年龄|性别)\b|^(?:年龄|性别)/i
  sheet.lines.forEach((line, number) => {
    line.cells.forEach((cell) => {
      if (!demographic.test(sheet.text.slice(cell.start, cell.end))) return
      for (let above = number; above >= Math.max(0, number - NAME_BLOCK); above -= 1) {
        if (kinds[above] !== 'text') continue
        const candidates = sheet.lines[above]!.cells.filter((c) =>
          above === number ? c.end <= cell.start : Math.abs(c.x0 - cell.x0) < 60,
        )
        for (const candidate of candidates) {
          const text = sheet.text.slice(candidate.start, candidate.end)
          const span = bareName(sheet.text, candidate, text, knowledge)
          if (span !== null) {
            spans.push(span)
            return
          }
        }
      }
    })
    // "John Roe, 45/M", "张三 男 45岁": name, sex and age in one line without any label.
    const text = sheet.text.slice(line.start, line.end)
    const han =
      /^[\s\p{P}]*(\p{Script=Han}[\p{Script=Han}·*某 ]{1,6}?)[\s,，/|]+(?:男|女)[\s,，/|]+\d{1,3}\s?(?:岁|周岁|Y)/u.exec(
        text,
      )
    if (han !== null) {
      const at = line.start + han[0].indexOf(han[1]!)
      const read = readHanName(sheet.text, at, at + han[1]!.length, false, knowledge)
      if (read !== null)
        spans.push({ start: read.start, end: read.end, category: 'NAME', detector: 'bare_name', score: 0.85 })
    }
    if (kinds[number] !== 'text') return
    for (const match of matchesOf(text, NAME_SEX_AGE)) {
      const at = line.start + match.index + match[0].indexOf(match[1]!)
      const read = readLatinName(sheet.text, at, at + match[1]!.length, false, knowledge)
      if (read?.name.includes(' ') && !read.name.split(' ').some((word) => isClinicalWord(word, knowledge)))
        spans.push({ start: read.start, end: read.end, category: 'NAME', detector: 'bare_name', score: 0.85 })
    }
  })
  return spans
}

/** A word of a report's title. */
const sheetTitle = perKnowledge((knowledge) => new RegExp(anyPhrase(knowledge, 'titles_of_sheets')))

/** "Hosp. No", "Lab. Ref": the label of the next cell. */
const nextLabel = perKnowledge(
  (knowledge) => new RegExp(String.raw`^(?:${anyPhrase(knowledge, 'labels_of_numbers')}|Nr|Date|Type|Time)\.?$`, 'i'),
)

function bareName(text: string, cell: SheetCell, printed: string, knowledge: Knowledge): Span | null {
  if (isHan(printed[0])) {
    // "免疫·尿液检验报告单"
    if (sheetTitle(knowledge).test(printed)) return null
    const read = readHanName(text, cell.start, cell.end, true, knowledge)
    return read !== null && read.end === cell.end
      ? { start: cell.start, end: cell.end, category: 'NAME', detector: 'bare_name', score: 0.8 }
      : null
  }
  const read = readLatinName(text, cell.start, cell.end, true, knowledge)
  if (read === null || read.end < cell.end - 1) return null
  const words = printed.split(/\s+/)
  // "Hosp. No", "Lab. Ref": the label of the next cell.
  if (words.length > 1 && nextLabel(knowledge).test(words.at(-1)!)) return null
  // "Toxoplasmose IgM": no name ends with a capital behind small letters.
  if (words.some((word) => /\p{Ll}\p{Lu}$/u.test(word))) return null
  const titled = isTitle(words[0]!, knowledge)
  if (read.name.split(' ').length < 2 && !titled) return null
  return {
    start: read.start,
    end: read.end,
    category: read.staff ? 'DOCTOR' : 'NAME',
    detector: 'bare_name',
    score: 0.82,
  }
}
