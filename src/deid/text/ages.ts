import type { Knowledge } from '../knowledge.js'
import { perKnowledge } from '../per-knowledge.js'
import { anyPhrase } from '../phrases.js'
import { matchesOf } from './matches.js'
import type { Span } from './span.js'

const TEENS = 'one|two|three|four|five|six|seven|eight|nine'
/** Ages of 90 and more in any form (HIPAA 164.514(b)(2)(i)(C)): "93 years", "aged 91", "92-year-old", "95岁", "年龄:93". */
const formsOf = perKnowledge((knowledge): readonly RegExp[] => [
  /(?<![\d.])(9\d|1[01]\d|12[0-5])(?:\s?|-)(?:years?|yrs?|y\/o|y\.o\.|yo|Y)(?:[\s-]old)?(?![\p{L}\d])/giu,
  /(?:\baged?|age\s?[:=]|\bAge)\s{0,3}[:=]?\s{0,3}(9\d|1[01]\d|12[0-5])(?![\d%]|\.\d|\s?(?:mg|ml|cm|kg|mmol|g\/))/gi,
  /(?<![\d.])(9\d|1[01]\d|12[0-5])\s?(?:周岁|岁|歲)/g,
  // "95F, from a home", "95 y/o M w/ cough" opens a note; a temperature stands behind its word.
  new RegExp(
    String.raw`(?<=^|[.;:\n]\s?|\b(?:[Pp]t|[Pp]atient|[Tt]his|[Aa]n?|[Ii]s|[Yy]our)\s)(9\d|1[01]\d)\s?(?:y/?o\s?)?[FM](?=,\s?\p{L}|\s(?:${anyPhrase(knowledge, 'behind_a_high_age')})(?!\p{L}))`,
    'gmu',
  ),
  /(?:年龄|年齡)\s{0,3}[:：]?\s{0,3}(9\d|1[01]\d|12[0-5])(?![\d.])/g,
  /\b[Tt]urn(?:s|ed|ing) (9\d|1[01]\d)(?![\d.,])/g,
  // Written out: "aged ninety-two", "in her nineties", "九十三岁", "百岁老人".
  new RegExp(
    String.raw`(?<!\p{L})(ninety(?:[- ](?:${TEENS}))?|(?:a|one)[ -]hundred(?:[ -](?:and[ -])?(?:${TEENS}))?)(?=[- ]years?[- ]old|[- ]years? of age)`,
    'giu',
  ),
  new RegExp(String.raw`\baged? (ninety(?:[- ](?:${TEENS}))?)(?!\p{L})`, 'giu'),
  /\bin (?:his|her|their) ((?:early |mid |late |mid-)?(?:nineties|90'?s))(?!\p{L})/giu,
  /((?:九十[一二三四五六七八九]?|一百[零一二三四五六七八九十]{0,3})(?:多|余)?)(?:周岁|岁)/gu,
  // "(94F)", "Okoro 91 M", "F/93": beside a sex; with a temperature before it the letter is Fahrenheit.
  /\((9\d|1[01]\d)\s?[/,]?\s?[FM](?:emale|ale)?\)/gi,
  /(?<=(?<!T|Temp|Temperature|Fever|Tmax)(?<=\p{Lu}[\p{L}'-]{2,}),? )(9\d|1[01]\d)\s?\/?\s?[FM](?![\p{L}\d°.])/gu,
  /(?<![\p{L}\d])[FM]\s?\/\s?(9\d|1[01]\d)(?![\d.%/])/gu,
  new RegExp(String.raw`(?<![\d.])(9\d|1[01]\d)[\s-](?=(?:${anyPhrase(knowledge, 'years_other')})(?!\p{L}))`, 'giu'),
  /(?<!\p{L})(nonagenarian|centenarian|supercentenarian)s?(?!\p{L})/giu,
  /(?<!\d)(9\d|1[01]\d)(?:st|nd|rd|th) birthday/giu,
  new RegExp(String.raw`(?<!\p{L})[Tt]urn(?:s|ed|ing) (ninety(?:[- ](?:${TEENS}))?)(?!\p{L})`, 'gu'),
  new RegExp(
    String.raw`(?:${anyPhrase(knowledge, 'announces_a_high_age')})\s?((?:9\d|1[01]\d|九十[一二三四五六七八九]?|一百[零一二三四五六七八九十]{0,3}|百)(?![\d.]))`,
    'gu',
  ),
  // "died at ninety-four", "at 96 she refused", "Uncle Wilf, 97, deaf".
  new RegExp(
    String.raw`(?:died|passed away|dying) at (?:the age of )?(9\d|1[01]\d|ninety(?:[- ](?:${TEENS}))?)(?![\d.,]\d|\p{L}|%)`,
    'giu',
  ),
  /(?<!\p{L})[Aa]t (9\d|1[01]\d),? (?=(?:he|she|they)(?!\p{L}))/gu,
  new RegExp(
    String.raw`(?<=(?<!\p{L})(?!(?:${anyPhrase(knowledge, 'measured_in_nineties')})(?!\p{L}))\p{Lu}\p{Ll}{1,14}, )(9\d|10\d)(?=, (?:\p{Ll}|(?:M|F)\b))`,
    'gu',
  ),
  /((?:九旬|九秩|鲐背之年|期颐之年|期颐)(?:有[一二三四五六七八九])?)/gu,
  /(?<!\d)(9\d|1[01]\d)(?=高龄)/gu,
  /(?<!长命)(百)岁(?:老人|寿星|高龄)/gu,
])

export function findHighAges(text: string, knowledge: Knowledge): Span[] {
  const spans: Span[] = []
  for (const form of formsOf(knowledge)) {
    for (const match of matchesOf(text, form)) {
      const start = match.index + match[0].indexOf(match[1]!)
      // With its unit: "91 Years".
      const unit = /^(?:\s|-)?(?:years?|yrs?|y\/o|y\.o\.|yo|Y|周岁|岁|歲)(?:[\s-]old)?(?![\p{L}])/iu.exec(
        text.slice(start + match[1]!.length),
      )
      spans.push({
        start,
        end: start + match[1]!.length + (unit?.[0].length ?? 0),
        category: 'AGE_OVER_89',
        detector: 'age_over_89',
        score: 0.9,
      })
    }
  }
  return spans
}
