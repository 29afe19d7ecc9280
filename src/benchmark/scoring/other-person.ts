import { CardsConfig } from '../../cards/config.js'
import { establishedIssues } from '../../cards/draft.js'
import type { CardKnowledge } from '../../cards/knowledge.js'
import { type Probe, plainProbe } from '../probe.js'
import type { ProbeWords } from '../probe-config.js'
import type { ScoredReport } from '../score-report.js'

/**
 * Sex switched or years added, on the record and where the pages print it, where the rules say that the cards stay the same.
 * @param printed only where a page prints it: a model that sees pages would be shown no difference else
 */
export function otherPerson(
  report: ScoredReport,
  kind: 'sex' | 'age',
  knowledge: CardKnowledge,
  words: ProbeWords,
  printed: boolean,
): Probe | null {
  const { sex, age } = report.report
  if (kind === 'sex' ? sex === null : age === null || age + words.years > 89) return null
  const other = sex === 'male' ? ('female' as const) : ('male' as const)
  const older = age === null ? null : age + words.years
  const pages = report.pages.map((p) => ({
    ...p,
    text: kind === 'sex' ? withSex(p.text, words, other) : withAge(p.text, words, age!, older!),
  }))
  if (printed && pages.every((p, i) => p.text === report.pages[i]!.text)) return null
  const changed: ScoredReport = {
    ...report,
    report: { ...report.report, ...(kind === 'sex' ? { sex: other } : { age: older }) },
    pages,
  }
  return told(report, knowledge) === told(changed, knowledge) ? plainProbe(kind, changed) : null
}

function told(r: ScoredReport, knowledge: CardKnowledge): string {
  const records = { report: r.report, biomarkers: [...r.biomarkers], findings: [...r.findings] }
  return establishedIssues(records, knowledge, CardsConfig.parse({}))
    .map((i) => `${i.issue} ${i.priority}`)
    .join('\n')
}

/** A label, and what may stand between it and its value: a colon, blanks, the edge of a table cell. */
function behind(labels: readonly string[], value: string): RegExp {
  return new RegExp(`((?:${labels.join('|')})[\\s:：|]{0,8})(${value})(?![\\p{L}\\d])`, 'giu')
}

function withSex(text: string, { person }: ProbeWords, other: 'male' | 'female'): string {
  const from = person.sex[other === 'male' ? 'female' : 'male']
  return text.replace(behind(person.sex.labels, from.join('|')), (whole, label: string, word: string) => {
    const at = from.findIndex((w) => w.toLowerCase() === word.toLowerCase())
    return at < 0 ? whole : label + person.sex[other][at]!
  })
}

function withAge(text: string, { person }: ProbeWords, age: number, older: number): string {
  return text.replace(
    new RegExp(`((?:${person.age.labels.join('|')})[\\s:：|]{0,8})${age}(?!\\d)`, 'giu'),
    `$1${older}`,
  )
}
