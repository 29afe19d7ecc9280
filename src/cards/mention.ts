const compiled = new Map<string, RegExp>()

/** Compiles a pattern of the knowledge files: case-insensitive, a Latin first letter starts a word. */
export function termPattern(source: string): RegExp {
  let pattern = compiled.get(source)
  if (pattern === undefined) {
    // "T波" is also printed "T 波".
    const spaced = source
      .replace(/([A-Za-z])(?=[\u4e00-\u9fff])/g, '$1\\s?')
      .replace(/([\u4e00-\u9fff])(?=[A-Za-z])/g, '$1\\s?')
    pattern = new RegExp(`${/^[a-z]/i.test(source) ? '(?<![A-Za-z])' : ''}(?:${spaced})`, 'giu')
    compiled.set(source, pattern)
  }
  pattern.lastIndex = 0
  return pattern
}

// Words that deny what follows them within the same clause; "无" also stands inside words such as 无痛 and 无菌.
const DENIES =
  /(未见|未闻|未触及|未及|未扪及|未探及|未发现|未检出|未提示|没有|无(?![痛菌创])|否认|排除|不伴|阴性|除外|\bno\b|\bnot\b|\bwithout\b|\bnegative for\b|\bdenies\b|\babsen(t|ce)\b|\bfree of\b|\bruled? out\b|\bexclude[ds]?\b|\bnor\b|\b(?:look|tests?|tested|check|screen(?:ed|ing)?|investigate|evaluate) for\b|排查|筛查|预防)/i
// Words that deny what stands before them ("结节：无", "gallstones: none", "mass not seen").
const DENIED_AFTER =
  /^.{0,12}?([:：]\s*(无|未见|阴性|否|none|no\b|absent|negative)|(阴性|未见|消失|已切除|(is|are|was|were) (not|absent)|not seen|not detected|excluded|resolved))/i

// "Cannot be excluded", 不除外: what is said not to be ruled out is suspected, not denied. Spaced out before a denial is looked for.
const NOT_RULED_OUT =
  /(?:不能?|未能|无法|难以|不可|尚不能)(?:完全)?(?:排除|除外)|\b(?:cannot|can ?not|can't|could not|not) (?:be )?(?:entirely |completely |fully )?(?:excluded?|ruled? out)\b/gi

// Illness of relatives, and of the past unless the sentence also says how it is now.
const RELATIVES =
  /(其(?:母|父|兄|弟|姐|妹|祖|子|女|外)|(?:母|父|兄|姐|弟|妹|祖父|祖母)(?=[^，,。；;]{0,8}(?:患|有|因|死于|病史))|家人|亲属|母亲|父亲|父母|兄弟|姐妹|祖父|祖母|外公|外婆|家族(?:史|中|性病史)|\bfamily history\b|\bin (?:the|his|her|your) family\b|\b(?:mother|father|brother|sister|grandmother|grandfather|parents?|siblings?)\b)/i
const PAST =
  /(既往|(?<!结合|询问|详问|追问|根据)病史|曾(?:诊断|患|有)|临床(?:诊断|资料|信息|病史)\s*[:：]|送检(?:目的|诊断)\s*[:：]|\b(?:past|previous) history\b|\bhistory of\b|\bpreviously diagnosed\b|\bin (?:childhood|infancy)\b|\b(?:noted|found|seen|reported|raised|treated) (?:at|in|on) (?:the |her |his |your )?(?:last|previous|earlier|(?:19|20)\d\d)|^\W*(?:indications?|clinical (?:details?|history|information|diagnosis)|reason for (?:test|referral|exam\w*)|referral diagnosis)\b)/i
// What an illness is and how it is avoided, not that somebody has it.
const GENERAL =
  /(是指|指的是|是一种|是由[^，。]{1,20}引起|的定义|\bis defined as\b|\brefers to\b|\b(?:to|can|may|help\w*) prevent|\bprevention of\b|\bcounsel\w* (?:on|about|regarding)\b|\brisk factors? (?:for|of)\b)/i
const PRESENT = /(现|目前|仍|本次|复查|\b(?:now|currently|still|today|persist\w*)\b)/i

/** Whether all sentences of `text` tell of a relative's or a past illness, or of an illness in general. */
export function isAllHistory(text: string): boolean {
  for (let at = 0; at < text.length; at = sentenceEdge(text, at, 1) + 1)
    if (/[\p{L}]/u.test(text.slice(at, sentenceEdge(text, at, 1))) && !isHistory(text, at)) return false
  return true
}

/** Whether a text is a heading that is answered with "none" ("Hernia: none.", 疝：无). */
export function saysNone(text: string): boolean {
  return /^[^:：.。;；]{1,40}[:：]\s*(?:none(?: seen| noted| found)?|no|nil|nad|negative|absent|not (?:seen|found|present|detected)|无|未见|未及|未发现|阴性|否)[\s.。]*$/i.test(
    text,
  )
}

function isHistory(text: string, at: number): boolean {
  const sentence = text.slice(sentenceEdge(text, at, -1), sentenceEdge(text, at, 1))
  return RELATIVES.test(sentence) || GENERAL.test(sentence) || (PAST.test(sentence) && !PRESENT.test(sentence))
}

function sentenceEdge(text: string, at: number, step: 1 | -1): number {
  let i = at
  while (step < 0 ? i > 0 : i < text.length) {
    const end = step < 0 ? i - 1 : i
    if (/[!?\n。；;]/.test(text[end]!) || (text[end] === '.' && /\s/.test(text[end + 1] ?? ''))) return i
    i += step
  }
  return i
}

/** Numbers and marks of a list ("1.脂肪肝2.甲状腺结节", "①脂肪肝②结石") as separators, without changing any position. */
function withListMarks(text: string): string {
  return text.replace(/(?<![\d.])\d{1,2}(?=[.、．)）]\s?(?!\d))|[①-⑳❶-❿▪●■]/gu, (n) => '；'.repeat(n.length))
}

/** Where `source` is mentioned in `text` and not denied there; null when it is not. */
export function mention(printed: string, source: string): { start: number; end: number } | null {
  const text = withListMarks(printed)
  for (const m of text.matchAll(termPattern(source))) {
    if (m[0].length === 0) continue
    const before = assertive(text.slice(clauseStart(text, m.index), m.index))
    const after = assertive(text.slice(m.index + m[0].length, clauseEnd(text, m.index + m[0].length)))
    // "HPV 16 not detected" matches "HPV 16 … detected": the denial stands between the words of the term.
    const within = DENIES.exec(m[0])
    if (within !== null && !source.includes(within[0])) continue
    if (!DENIES.test(before) && !DENIED_AFTER.test(after) && !deniedList(text, m.index) && !isHistory(text, m.index))
      return { start: m.index, end: m.index + m[0].length }
  }
  return null
}

function assertive(clause: string): string {
  return clause.replace(NOT_RULED_OUT, (m) => ' '.repeat(m.length))
}

const CLAUSE = /[,，;；。.!！?？\n①-⑳❶-❿▪●■]/

/** Start of the clause that holds position `at`; a point inside a number does not end a clause. */
export function clauseStart(text: string, at: number): number {
  for (let i = at - 1; i >= 0; i--) if (endsClause(text, i)) return i + 1
  return 0
}

/** End of the clause that holds position `at`. */
export function clauseEnd(text: string, at: number): number {
  for (let i = at; i < text.length; i++) if (endsClause(text, i)) return i
  return text.length
}

function endsClause(text: string, i: number): boolean {
  if (!CLAUSE.test(text[i]!)) return false
  const number = /\d/.test(text[i - 1] ?? '') && /\d/.test(text[i + 1] ?? '')
  return !number
}

/** "No mass, nodule or effusion": an English list that opens with a denial and ends with "or" is denied whole. */
function deniedList(text: string, at: number): boolean {
  let start = at
  while (start > 0 && !/[.;!?\n。；]/.test(text[start - 1]!)) start--
  let end = at
  while (end < text.length && !/[.;!?\n。；]/.test(text[end]!)) end++
  const sentence = text.slice(start, end)
  return /^\W*(no|without|negative for|no evidence of)\b/i.test(sentence) && /\b(or|nor)\b/i.test(text.slice(at, end))
}
