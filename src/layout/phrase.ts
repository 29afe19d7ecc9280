/** Characters of headings as written in Taiwan, Hong Kong and Japan, each before the mainland form that the word lists hold. */
const FORMS =
  '檢检検检驗验験验項项單单単单參参範范圍围囲围結结數数値值査查標标準准歷历歴历異异狀状態态備备註注說说説说評评價价価价測测實实區区時时間间預预個个總总総总結结論论診诊斷断現现報报體体類类別别級级'
const FORM = new Map(Array.from({ length: FORMS.length / 2 }, (_, i) => [FORMS[2 * i]!, FORMS[2 * i + 1]!]))

/** A printed phrase as a key of a word list: NFKC, lower case, letters, digits, `#` and `%` only, ideographs in their mainland form. */
export function phraseKey(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}#%]/gu, '')
    .replace(/[\u4e00-\u9fff]/gu, (c) => FORM.get(c) ?? c)
}

/** True when `a` and `b` have the same length and differ in at most one character, or one is the other with one character left out. */
export function almostEqual(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false
  let i = 0
  while (i < a.length && i < b.length && a[i] === b[i]) i++
  if (i === a.length && i === b.length) return true
  return a.slice(i + 1) === b.slice(i + 1) || a.slice(i + 1) === b.slice(i) || a.slice(i) === b.slice(i + 1)
}

/** Chinese, Japanese and Korean ideographs and their full-width punctuation. */
export const CJK = /[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]/u
