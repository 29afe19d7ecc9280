import type { Knowledge } from '../knowledge.js'
import { perKnowledge } from '../per-knowledge.js'
import { anyPhrase } from '../phrases.js'
import { matchesOf } from './matches.js'
import { oneOf } from './one-of.js'
import type { LineKind } from './result-rows.js'
import { inMargin } from './running-marks.js'
import { cellAt, lineAt, type Sheet } from './sheet.js'
import type { Span } from './span.js'
import { isUnit } from './units.js'
import { explainsLatin, vocabularyOf } from './vocabulary.js'

interface Compiled {
  /** Numbers of standards and guidelines have the form of a station's code. */
  standard: RegExp
  number: RegExp
  stationZh: RegExp
  stationEn: RegExp
}

/** Letters and digits in groups: "ELM 22/40718", "K 221 887", "7c1e-09af-4d22", "JY-W05", "N 4471102". */
const SAID = String.raw`(?:[A-Z]{1,6}[ -])?[A-Za-z\d]*\d[A-Za-z\d]*(?:[-/._ ]\d[A-Z\d]*|[-/._][A-Za-z\d]+){0,5}`
/** "KSK-07", "PATH-PC-09", "2F-P03", "R-14", "LIS_T09", "WS0417": what stations and boxes are called. */
const STATION = String.raw`(?:[A-Z]{1,8}(?:[-_][A-Z]{1,6}){0,2}[-_]?[A-Z]?\d{1,6}[A-Z]?|\d{1,2}[A-Z]{1,3}[-_][A-Z]{0,3}\d{1,4})(?:[-_][A-Z\d]{1,6}){0,3}`
/** Groups of hexadecimal figures: names of sessions, requests and files. */
const HEX = /(?<![\p{L}\d-])[\da-f]{4,12}(?:-[\da-f]{2,12}){1,5}(?![\p{L}\d-])/giu
/** Ten signs and more of capitals and figures in turn: licences, policies, passes. */
const LONG = /(?<![\p{L}\d._/-])(?=[A-Z\d]{0,20}\d[A-Z\d]{0,20}[A-Z])[A-Z\d]{10,24}(?![\p{L}\d_/-]|\.\d)/gu
/** A sample's code in a cell of results: letters and two groups of figures. */
const SAMPLE = /^[A-Z]{1,6}\d{0,2}[-_]\d{3,8}[-_]\d{2,6}[A-Z]?$/
/** Codes of stations and forms in a footer. */
const FOOTER = /(?<![\p{L}\d._/-])[A-Z]{2,6}[-_]\d{2,6}(?:[-_]\d{1,6}){0,3}(?![\p{L}\d_/-]|\.\d)/gu
/** "ending 4471", "尾号 0093": the end of a number tells whose it is. */
const ENDING =
  /(?:(?<!\p{L})(?:[Ee]nd(?:s|ing)(?: in| with)?|[Ll]ast (?:four|4|five|5)(?: digits)?)|尾号|尾数为?|[末后][四4五5六6]位)[:：]?\s?(?:为|是)?\s?[Xx*]{0,6}(\d{3,6})(?![\d%]|[.,/]\d)/gu
/** "user tmarsh", "logged in as k.dunne": a login in small letters. */
const USER =
  /(?<=(?<!\p{L})(?:[Uu]ser|[Uu]sername|[Ll]ogin|[Ll]ogged in as|用户|账号|操作员|登录名) ?[:：]? ?)[a-z][a-z._]{3,14}(?![\p{L}\d@])/gu
/** What tells a footer. */
const FOOT = /第 ?\d+ ?页|[Pp]age \d|\d ?\/ ?\d+\s*$|打印|[Pp]rint|流水|导出/u

/** Codes that a sentence tells ("their number ELM 22/40718"), that name a station or a box ("终端 ZZT-11"), or that only a machine writes. */
export function findSpokenCodes(sheet: Sheet, kinds: readonly LineKind[], knowledge: Knowledge): Span[] {
  const { text } = sheet
  if (!/\d/.test(text)) return []
  const rules = compile(knowledge)
  const spans: Span[] = []
  const add = (start: number, code: string, detector: string, score = 0.84) =>
    spans.push({ start, end: start + code.length, category: 'ID', detector, score })
  for (const match of matchesOf(text, rules.number)) {
    const code = match[1]!.replace(/[-/._]+$/, '')
    const start = match.index + match[0].length - match[1]!.length
    if (isSaid(code, text.slice(start + code.length, start + code.length + 14), knowledge))
      add(start, code, 'code_said')
  }
  for (const form of [rules.stationZh, rules.stationEn])
    for (const match of matchesOf(text, form)) {
      const code = match[1]!
      const start = match.index + match[0].length - code.length
      if (isStation(code, text.slice(start + code.length, start + code.length + 12), knowledge))
        add(start, code, 'code_of_station', 0.86)
    }
  for (const match of matchesOf(text, ENDING))
    add(match.index + match[0].length - match[1]!.length, match[1]!, 'end_of_number')
  for (const match of matchesOf(text, USER))
    if (!match[0].split(/[._]/).every((word) => explainsLatin(word, knowledge)))
      spans.push({
        start: match.index,
        end: match.index + match[0].length,
        category: 'ACCOUNT',
        detector: 'login_said',
        score: 0.8,
      })
  for (const match of matchesOf(text, HEX)) {
    const code = match[0]
    if (/[a-f]/i.test(code) && (code.match(/\d/g) ?? []).length >= 3 && code.replace(/-/g, '').length >= 8)
      if (!/^(?:19|20)\d{2}-/.test(code) && !/^[a-z]+-|-[a-z]+$/i.test(code)) add(match.index, code, 'code_hex', 0.86)
  }
  for (const match of matchesOf(text, LONG)) {
    const code = match[0]
    const digits = (code.match(/\d/g) ?? []).length
    if (digits >= 4 && code.length - digits >= 2 && !/^\d+[A-Z]{1,3}$/.test(code) && !/\dX10/.test(code))
      add(match.index, code, 'code_long')
  }
  sheet.lines.forEach((line, number) => {
    if (kinds[number] !== 'text') {
      for (const cell of line.cells.slice(1)) {
        const code = text.slice(cell.start, cell.end)
        if (SAMPLE.test(code) && (code.match(/\d/g) ?? []).length >= 6) add(cell.start, code, 'code_of_sample', 0.86)
      }
      return
    }
    if (!inMargin(sheet, line)) return
    const printed = text.slice(line.start, line.end)
    if (!FOOT.test(printed)) return
    for (const match of matchesOf(printed, FOOTER))
      if (!rules.standard.test(match[0])) add(line.start + match.index, match[0], 'code_of_footer', 0.76)
  })
  return spans.filter((span) => {
    const line = sheet.lines[lineAt(sheet, span.start)]!
    return cellAt(line, span.start) !== undefined && span.end <= line.end
  })
}

/** Four figures and more with letters or in groups; no year, date, value with its unit, fraction or range. */
function isSaid(code: string, after: string, knowledge: Knowledge): boolean {
  const digits = (code.match(/\d/g) ?? []).length
  const letters = (code.match(/[A-Za-z]/g) ?? []).length
  if (digits < 4 || digits + letters < 5) return false
  // Figures alone: "40/77125", "00-4471-22", no ranges ("90-140/60-90", "1500-2500").
  if (letters === 0 && !(/[-/ ]/.test(code) && digits >= 6 && /\d{4}/.test(code) && !/^[\d.]+-[\d.]+$/.test(code)))
    return false
  if (/^(?:[A-Z]{2,6} )?(?:19|20)\d{2}\b/.test(code) && (letters === 0 || / /.test(code))) return false
  if (/^\d{1,2}([-/.])\d{1,2}\1\d{2,4}$/.test(code) || /^\d+(?:\.\d+)?[-/]\d+(?:\.\d+)?$/.test(code)) return digits >= 7
  // "No. 120 mmol", "number 1500mg".
  if (/^\d+(?:\.\d+)?[a-zA-Zµμ/%]{1,6}$/.test(code) && isUnit(code.replace(/^[\d.]+/, ''), knowledge)) return false
  if (letters > 0 && !/[A-Z]/.test(code) && !/^[\da-f-]+$/.test(code)) return false
  const unit = /^\s?([^\s\d,;).]+)/.exec(after)?.[1]
  return !(letters === 0 && unit !== undefined && isUnit(unit, knowledge))
}

/** A code, and no unit, marker or model of three letters and a number that the vocabulary knows. */
function isStation(code: string, after: string, knowledge: Knowledge): boolean {
  if (compile(knowledge).standard.test(code) || isUnit(code, knowledge) || /^\s?[%°℃]/.test(after)) return false
  if (/^[A-Z]\d{1,2}$/.test(code) || (/^[A-Z]{1,5}\d{1,2}$/.test(code) && !/[-_]/.test(code) && code.length < 4))
    return false
  return !vocabularyOf(knowledge).general.has(code.toLowerCase())
}

const compile = perKnowledge((knowledge): Compiled => {
  const { number, stations_en, stations_zh } = knowledge.surroundings.codes
  // First letters in either case: codes must stay capitals.
  const anyCase = (words: readonly string[]) =>
    oneOf(words.flatMap((word) => [word, word[0]!.toUpperCase() + word.slice(1), word.toUpperCase()]))
  return {
    standard: new RegExp(`^(?:${anyPhrase(knowledge, 'standards')}|GBT|COVID|CKD|BI|GOLD)[-_]`),
    number: new RegExp(
      String.raw`(?<![\p{L}\d])${anyCase(number)}\.?(?: (?:is|was|of|as|id|no\.?|number|ending))?\s?[:：#=]?\s?\(?#?(${SAID})(?![\p{L}\d%]|[.,]\d)`,
      'gu',
    ),
    stationZh: new RegExp(
      String.raw`${oneOf(stations_zh)}(?:编?号)?\s?[:：]?\s{0,2}(${STATION})(?![A-Za-z\d%]|\.\d)`,
      'gu',
    ),
    stationEn: new RegExp(
      String.raw`(?<![\p{L}\d])${anyCase(stations_en)}(?: (?:id|no\.?|number))?\s?[:：#]?\s?(${STATION})(?![\p{L}\d%]|\.\d)`,
      'gu',
    ),
  }
})
