import type { Section } from '../records/layout.js'
import type { LayoutKnowledge } from './knowledge.js'
import { HEADING_NUMBER } from './label.js'

const CHAPTER = /^(?:[一二三四五六七八九十]{1,3}\s*[、.．]|第[一二三四五六七八九十]{1,3}[章节部]|[IVX]{1,4}\.\s)/u

/** A heading that names a report of its own. */
const REPORT = /(?:报告(?:单|书)?|记录(?:单|表)?)$|\breport\b/iu

/** The section that a heading's words name, null when they name none. */
export function sectionOfHeading(text: string, knowledge: LayoutKnowledge): Section | null {
  const whole = text.normalize('NFKC').replace(/(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])/gu, '')
  const named = (t: string): Section | null => {
    const bare = t.replace(/^[[【(（〖\s]+|[\]】)）〗:：\s]+$/gu, '')
    return knowledge.sections.find((s) => s.heading.test(bare))?.section ?? null
  }
  // The first character of 一般检查 is no number, but a number may stand without a mark (`一 体格检查`).
  const unnumbered = whole.replace(
    /^[[【(（〖]*\s*(?:[一二三四五六七八九十]{1,3}|\d{1,2}|[IVX]{1,4}(?![A-Za-z]))\s*[\]】)）〗、.．:：]*\s*/u,
    '',
  )
  return named(unnumbered) ?? named(whole)
}

/** The section that the names in a table or form belong to when at least half of them say so; null else. */
export function sectionOfContent(names: readonly string[], knowledge: LayoutKnowledge): Section | null {
  for (const rule of knowledge.sections) {
    if (rule.content === null) continue
    const hits = names.filter((n) => rule.content!.test(n)).length
    if (hits > 0 && hits * 2 >= names.length) return rule.section
  }
  return null
}

/** Follows the headings of a report from its first page to its last and says in which section the reader stands. */
export class SectionTrail {
  /** Section of the last numbered chapter; subheadings fall back to it. */
  private chapter: Section | null = null
  current: Section = 'other'
  heading: string | null = null

  constructor(private readonly knowledge: LayoutKnowledge) {}

  /** Takes in a heading or title. A subheading of the physician's summary stays in the summary whatever organ it names. */
  enter(text: string, isTitle: boolean): void {
    this.heading = text
    const named = sectionOfHeading(text, this.knowledge)
    if (CHAPTER.test(text)) {
      this.chapter = named ?? 'other'
      this.current = this.chapter
      return
    }
    // A title names the institution or the report, not the part that follows; but a report of one examination is that part.
    if (isTitle && (named === 'imaging' || named === 'cardiovascular') && /报告|report/iu.test(text))
      this.current = named
    // A report of another examination that follows in the file ends the summary of the one before.
    if (this.chapter === 'physician_summary' && REPORT.test(text) && named !== null && named !== 'physician_summary')
      this.chapter = null
    if (this.chapter === 'physician_summary' || isTitle) return
    if (named !== null) this.current = named
    else if (
      this.knowledge.examination.test(text.trim()) &&
      (this.current === 'other' || this.current === 'demographics')
    )
      this.current = 'imaging'
    else if (this.chapter !== null && HEADING_NUMBER.test(text)) this.current = this.chapter
  }

  /** Section of a results table: its names, else the heading; results outside any section are laboratory. */
  ofResults(names: readonly string[]): Section {
    const content = sectionOfContent(names, this.knowledge)
    if (content === 'physical_examination' || content === 'cardiovascular') {
      return this.current === 'cardiovascular' ? this.current : content
    }
    const plain = this.current === 'other' || this.current === 'demographics'
    return plain ? 'laboratory' : this.current
  }

  /** Section of lines of label and value: those of a form are demographics unless a numbered chapter says otherwise. */
  ofPairs(names: readonly string[]): Section {
    const forms = names.filter((n) => this.knowledge.cells.formLabel.test(n)).length
    const content = sectionOfContent(names, this.knowledge)
    const chapter = this.chapter !== null && this.chapter !== 'demographics'
    if (!chapter && (content === 'demographics' || forms >= 2 || (forms === 1 && names.length <= 3)))
      return 'demographics'
    const plain = this.current === 'other' || this.current === 'demographics'
    return plain && content !== null ? content : this.current
  }
}
