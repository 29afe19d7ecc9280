import type { Knowledge } from '../knowledge.js'
import { perKnowledge } from '../per-knowledge.js'
import { anyPhrase, phrases } from '../phrases.js'
import { before, behind, type Form, lineOf } from './date-form.js'
import { vocabularyOf } from './vocabulary.js'

const YEAR = String.raw`(?:19[2-9]\d|20[0-4]\d)`
const CHINESE_YEAR = `(?:${YEAR}|[一二][〇零○*九][〇零○*一二三四五六七八九]{2})`
const CHINESE_MONTH = '(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]|元|正|腊)'
const LUNAR_DAY = '(?:初[一二三四五六七八九十]|[二三]十|十[一二三四五六七八九]?|(?:二十|廿)[一二三四五六七八九]?)'
/** Part of a month or of a year. */
const PART = '(?:份|初|底|末|中旬|上旬|下旬|中)'

/** A month as English writes it, in small letters. */
export const englishMonth = perKnowledge((knowledge) => new RegExp(`^(?:${anyPhrase(knowledge, 'months_english')})$`))

/** Dates that name no day: relative ones, parts of years and months, weeks, quarters, seasons. A bare year stays: 45 CFR 164.514(b)(2)(i)(C) lets it. */
export function partialForms(knowledge: Knowledge, month: string, weekday: string, anyMonth: string): Form[] {
  const none = { iso: null }
  const wholeMonths = new Set(phrases(knowledge, 'months_of_three_letters'))
  const festivals = knowledge.holidays.filter((name) => /\p{Script=Han}/u.test(name)).join('|')
  const holidays = knowledge.holidays
    .filter((name) => !/\p{Script=Han}/u.test(name))
    .sort((a, b) => b.length - a.length || (a < b ? -1 : 1))
    .join('|')
  const ofEveryYear = new RegExp(anyPhrase(knowledge, 'of_every_year'), 'i')
  const counted = new RegExp(anyPhrase(knowledge, 'counted_by_ordinals'), 'i')
  const clear = (name: string) => /^\p{Lu}\p{Ll}/u.test(name)
  const form = (name: string, score: number, source: string, read: Form['read'] = () => none): Form => ({
    name,
    score,
    regex: new RegExp(source, 'gu'),
    read,
  })
  return [
    {
      // "(1.16 盖小舟)": a day without its year before who did it.
      name: 'day_before_name_zh',
      regex: /(?=\d)(?<=[(（])(?:1[0-2]|0?[1-9])\.(?:[12]\d|3[01]|0?[1-9])(?= \p{Script=Han}{2,4}[)）])/gu,
      score: 0.76,
      read: (m) => {
        const name = behind(m, 5)
          .trim()
          .replace(/[)）].*$/u, '')
        const { single, rare } = knowledge.surnames
        return (single.has(name[0]!) || rare.has(name[0]!)) && !vocabularyOf(knowledge).han.has(name) ? none : null
      },
    },
    form(
      // "已代挂12/9 上官医师": for when somebody is booked.
      'booked_day_zh',
      0.76,
      String.raw`(?=\d)(?<=(?:[挂掛]|预约|預約)(?:了|在|于|到)?\s?)(?:1[0-2]|0?[1-9])\/(?:[12]\d|3[01]|0?[1-9])(?![\d/.]|\s?[片粒支次瓶袋组])`,
    ),
    form(
      // "Right (baseline 05/2018)" in a table.
      'month_of_baseline',
      0.86,
      String.raw`(?=\d)(?<=(?:baseline|previous|prior|last)[: ]{1,2})(?:0[1-9]|1[0-2])\/(?:19|20)\d{2}(?![\d/])`,
    ),
    {
      // "am 17. August", "le 3 mars", "el 14 de marzo", "dnia 5 maja": months of other languages are set small.
      name: 'day_month_other',
      regex: new RegExp(
        String.raw`(?<=(?:^|[^\p{L}])(?:${anyPhrase(knowledge, 'before_day_german', 'before_day_other', 'weekdays_other')}),? )([12]\d|3[01]|0?[1-9]|1er)(?:\.|º|°)? (?:de )?(${anyMonth})(?![\p{L}\d]| ?\d)`,
        'giu',
      ),
      score: 0.8,
      read: (m) => (m[2]!.length > 3 || wholeMonths.has(m[2]!.toLowerCase()) ? { iso: null } : null),
    },
    form(
      // "Sample 07-22 10:15", "(drawn 5/19 7:50)": a day without its year before the time of day.
      'month_day_time',
      0.84,
      String.raw`(?<![\d./-]|\d,)(?:(?:0?[1-9]|1[0-2])[-/](?:0?[1-9]|[12]\d|3[01])|(?:1[3-9]|2\d|3[01])[-/](?:0?[1-9]|1[0-2]))(?:,? (?:at |@ ?)?| ?@ ?)(?:(?:[01]?\d|2[0-3])[:h][0-5]\d(?::[0-5]\d)?(?: ?[ap]\.?m\.?)?(?!\d|:\d|[a-z])|(?:1[0-2]|0?[1-9]) ?[ap]\.?m\.?(?!\p{L})|(?<=@ ?|at )(?:[01]\d|2[0-3])[0-5]\d(?!\d))`,
    ),
    form(
      'named_day_time',
      0.86,
      String.raw`(?<![\p{L}\d.])(?:(${month})\.? (?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?|(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?[ -](${month})),? (?:at |@ ?)?(?:(?:[01]?\d|2[0-3])(?:[:h][0-5]\d(?::[0-5]\d)?(?: ?[ap]\.?m\.?)?|\.[0-5]\d ?[ap]\.?m\.?)(?![\d:\p{L}])|(?:1[0-2]|0?[1-9]) ?[ap]\.?m\.?(?!\p{L})|(?<=@ ?|at )(?:[01]\d|2[0-3])[0-5]\d(?!\d))`,
      (m) => (/^\p{Lu}/u.test((m[1] ?? m[2])!) ? none : null),
    ),
    form(
      // "3-9 Feb", "Nov 2 to 6"
      'day_range_of_month',
      0.82,
      String.raw`(?<![\p{L}\d./-]|\d,)(?:(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)? ?(?:-|–|to|and|&) ?(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)? (${month})|(${month}) (?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)? ?(?:-|–|to) ?(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?)(?:,? (?:19|20)\d{2}(?!\d))?(?![\p{L}\d%]|[.,:/-]\d| ?\d)`,
      (m) => (/^\p{Lu}\p{Ll}/u.test((m[1] ?? m[2])!) ? none : null),
    ),
    form(
      'ordinal_of_month',
      0.88,
      String.raw`(?<![\p{L}\d])(?:(?:the )?(?:${weekday},? )?(?:the )?)?(?:[12]?1st|2?2nd|2?3rd|(?:[4-9]|1\d|2[04-9]|30)th|31st) (?:day )?of (${month})(?!\p{L})`,
      (m) => (/^\p{Lu}/u.test(m[1]!) ? none : null),
    ),
    form(
      // "off sick 6-7/5/21": two days of one month.
      'day_range_numeric',
      0.86,
      String.raw`(?<![\p{L}\d./-]|\d,)(?:[12]\d|3[01]|0?[1-9]) ?(?:-|–|&|to) ?(?:[12]\d|3[01]|0?[1-9])[./](?:1[0-2]|0?[1-9])[./](?:(?:19|20)\d{2}|\d{2})(?![\p{L}\d%]|[./-]\d)`,
    ),
    form(
      // "Case conf. 5/28 1330:": a time without its colon.
      'month_day_military_time',
      0.84,
      String.raw`(?<![\d./-]|\d,)(?:(?:0?[1-9]|1[0-2])\/(?:1[3-9]|2\d|3[01])|(?:1[3-9]|2\d|3[01])\/(?:0?[1-9]|1[0-2])) (?:[01]\d|2[0-3])[0-5]\d(?: ?(?:hrs?|h))?(?=\s*(?:$|[:,;.)-])| (?!mg|ml|mL|g|mcg|units?|IU|U|cc|kcal|L)\p{L})`,
    ),
    form(
      // "bitten by a dog Nov. 2": the month inside of a sentence.
      'month_day_in_sentence',
      0.8,
      String.raw`(?<=\p{Ll}{2,},? )(${month})\.? (?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?(?=\s*(?:$|[.,;:)]))(?![.,:]\d|,? ?(?:19|20)\d{2}(?!\d))`,
      (m) => (englishMonth(knowledge).test(m[1]!.toLowerCase()) ? none : null),
    ),
    form(
      // "2003.06-2011.01", "19.04.02-19.04.15", "(2012.07)": work and hospital stays.
      'dotted_period',
      0.84,
      String.raw`(?<![\d./-]|\d,)(?:${YEAR}\.(?:0[1-9]|1[0-2]) ?(?:-|–|~|至|到) ?(?:${YEAR}\.(?:0[1-9]|1[0-2])|至?今|现在)|\d{2}\.(?:0[1-9]|1[0-2])\.(?:0[1-9]|[12]\d|3[01]) ?(?:-|–|~|至|到) ?\d{2}\.(?:0[1-9]|1[0-2])\.(?:0[1-9]|[12]\d|3[01]))(?![\d.,]\d)|(?<=\p{Script=Han} ?\()${YEAR}\.(?:0?[1-9]|1[0-2])(?=\))`,
    ),
    form(
      // "texted 07/03.": no fraction has a nought in front.
      'padded_month_day',
      0.74,
      String.raw`(?<![\p{L}\d./-]|\d,)(?:0[1-9]\/(?:0[1-9]|[12]\d|3[01])|(?:[12]\d|3[01])\/0[1-9])(?![\p{L}\d/%-]|[.,]\d| ?(?:mm|mg|kPa|Hz))`,
      () => none,
    ),
    form(
      // "Arrive by 9:40 AM", "time of death 0514": the hour of an event.
      'hour_of_event',
      0.74,
      String.raw`(?=\d|at )(?<=(?<!\p{L})(?:${anyPhrase(knowledge, 'events_with_an_hour')})(?: (?:by|at|@|is|was|from)|:)? )(?:at )?(?:(?:[01]?\d|2[0-3]):[0-5]\d(?: ?[AaPp]\.?[Mm]\.?)?|(?:1[0-2]|0?[1-9]) ?[AaPp]\.?[Mm]\.?|(?:[01]\d|2[0-3])[0-5]\d(?: ?hrs?)?)(?![\d\p{L}:]|[.,]\d)`,
    ),
    form('festival', 0.83, `(?:${YEAR} ?年?|[去今前明当同]年) ?(?:${festivals})(?:假期|期间|前后|当[天日])?`),
    form(
      'relative_month_zh',
      0.8,
      String.raw`[去今前明当同次]年 ?${CHINESE_MONTH} ?月(?:${PART}|(?: ?(?:\d{1,2}|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九]) ?[日号]))?(?!龄|经)`,
    ),
    form('relative_day_zh', 0.8, String.raw`(?:上个?|本|这个?|下个?|当|次|同)月 ?(?:[12]\d|3[01]|0?[1-9]) ?[日号]`),
    form('relative_part_zh', 0.76, `[去今前明]年(?:年?[初底末中]|[上下]半年|[春夏秋冬][天季]?|暑假|寒假)`),
    form(
      'year_part_zh',
      0.8,
      String.raw`(?<!\d)${CHINESE_YEAR} ?年? ?(?:第?[一二三四1-4] ?季度|[春夏秋冬]季|Q[1-4])|(?<!\d)${CHINESE_YEAR} ?年 ?(?:年?[初底末中](?!药|医|国|段|学|部)|[上下]半年|[春夏秋冬][天季]?|寒假|暑假)`,
    ),
    form(
      'month_part_zh',
      0.9,
      String.raw`(?<!\d)(?:${YEAR}|\d{2}) ?年 ?(?:1[0-2]|0?[1-9]) ?月 ?(?:份|初|底|末|中旬|上旬|下旬)`,
    ),
    form(
      'month_only_zh',
      0.76,
      String.raw`(?<![\d个年第每近~-])(?:1[0-2]|0?[1-9])月(?:初|底|末|中旬|上旬|下旬|份)(?!左右)`,
    ),
    form(
      'day_continued_zh',
      0.76,
      // "3月12日起发热，15日热退": a day behind one with its month.
      String.raw`(?<=[，,、；;。至到~和及及与-]\s?)(?:[12]\d|3[01]|0?[1-9])[日号](?!后|内|来|前|余|龄|量|疗|游|一次|1次|均|/|楼|床|元)`,
      (m) => (/月 ?\d{1,2} ?[日号][^\n]{0,30}$/.test(before(m, 40)) ? none : null),
    ),
    form(
      'week_of_year',
      0.85,
      String.raw`(?<![\d./-])(?:${YEAR} ?年 ?第? ?|${YEAR} ?[-/第] ?第? ?)(?:5[0-3]|[1-4]\d|0?[1-9]) ?周(?!岁|龄)|(?<![\d.-])${YEAR}-?W(?:0[1-9]|[1-4]\d|5[0-3])(?:-[1-7])?(?![\dA-Za-z])|(?<!\p{L})(?:${anyPhrase(knowledge, 'words_for_week')})(?: no\.?)? ?(?:5[0-3]|[1-4]\d|0?[1-9])(?: of |[,/ -]{1,2})${YEAR}(?!\d)`,
    ),
    form(
      'quarter',
      0.8,
      String.raw`(?<![\p{L}\d])(?:Q[1-4][ /'-]{0,2}${YEAR}|H[12][/'-]${YEAR}|${YEAR}[ /-]{0,2}[QH][1-4]|[1-4]Q ?(?:${YEAR}|'?\d{2})|(?:[1-4](?:st|nd|rd|th)|[Ff]irst|[Ss]econd|[Tt]hird|[Ff]ourth|[Ll]ast) (?:quarter|half|trimester|semester)(?: of|,)? ${YEAR})(?![\p{L}\d])`,
    ),
    form(
      'season_year',
      0.78,
      String.raw`(?<!\p{L})(?:(?:early|late|mid)[- ])?(?:${anyCase(knowledge.seasons)})(?: of| de| del|,)? (?:${YEAR}|'\d{2})(?![\d\p{L}]|[.,]\d)`,
    ),
    form(
      'relative_holiday',
      0.76,
      String.raw`(?<!\p{L})(?:last|this|next|(?<=(?:since|on|over|until|till|before|after|around) )) ?(?:${holidays})(?!\p{L}|,? (?:of )?(?:\d|'\d)| (?:Sunday|Monday|Day|Eve)(?!\p{L}))`,
    ),
    form('holiday_year', 0.78, String.raw`(?<!\p{L})(?:${holidays})'?(?: of|,)? (?:${YEAR}|'\d{2})(?!\d)`),
    form(
      'relative_month',
      0.78,
      String.raw`(?<!\p{L})(?:(?:last|next|this|this past|this coming|early|late|mid|(?:the )?(?:end|beginning|start|middle) of)[ -]|(?<=(?:[Ss]ince|[Uu]ntil|[Tt]ill) ))(${month})(?: (?:this|last|next) year)?(?![\p{L}\d'-]| ?\d)`,
      (m) => (clear(m[1]!) ? none : null),
    ),
    form(
      'month_of_relative_year',
      0.78,
      String.raw`(?<!\p{L})(${month}),?(?: of)? (?:this|last|next|the same|the following|that) year(?!\p{L})`,
      (m) => (clear(m[1]!) ? none : null),
    ),
    form(
      'month_in_text',
      0.72,
      String.raw`(?<=(?:^|[^\p{L}])(?:in|during|by|from|of) )(${month})(?=\s*(?:$|[.,;)])| (?:${anyPhrase(knowledge, 'behind_month')})(?!\p{L}))`,
      // "Symptoms in April and May" each year are a season's.
      (m) => (clear(m[1]!) && !ofEveryYear.test(lineOf(m)) ? none : null),
    ),
    form(
      'months_joined',
      0.85,
      String.raw`(?<!\p{L})(${month})\.? ?(?:-|\/|to|and|&) ?(?=(?:${month})\.?,? ?(?:${YEAR}|'\d{2})(?!\d))`,
      (m) => (/^\p{Lu}/u.test(m[1]!) ? none : null),
    ),
    form(
      'weekday_ordinal',
      0.8,
      String.raw`(?<!\p{L})${weekday},? (?:the )?(?:[12]?1st|2?2nd|2?3rd|(?:[4-9]|1\d|2[04-9]|30)th|31st)(?!\p{L}| (?:of )?(?:${month}))`,
    ),
    form(
      'ordinal_in_text',
      0.72,
      String.raw`(?<=(?:^|[^\p{L}])(?:[Oo]n|[Ss]ince|[Uu]ntil|[Tt]ill|[Ff]rom|[Bb]y|[Tt]o) the )(?:[12]?1st|2?2nd|2?3rd|(?:[4-9]|1\d|2[04-9]|30)th|31st)(?=\s*(?:$|[.,;)])| (?:of (?:this|last|next|the) month|inst|ult|and|to the|at))`,
      (m) => (counted.test(behind(m, 40)) ? null : none),
    ),
    form(
      // "discharged 27th", "on 3rd inst."
      'ordinal_behind_event',
      0.73,
      String.raw`(?<![\p{L}\d])(?:(?<=(?:${anyPhrase(knowledge, 'events_before_ordinal')}) (?:on )?(?:the )?)(?:[12]?1st|2?2nd|2?3rd|(?:[4-9]|1\d|2[04-9]|30)th|31st)(?=\s*(?:$|[.,;)]))|(?:[12]?1st|2?2nd|2?3rd|(?:[4-9]|1\d|2[04-9]|30)th|31st) (?:inst|ult|prox)(?!\p{L})\.?)`,
    ),
    form(
      'lunar',
      0.86,
      String.raw`(?:农历|阴历|旧历|夏历) ?(?:[^，。；\s\d]{2}年|${YEAR} ?年)? ?(?:闰?(?:十[一二]?|[一二三四五六七八九正腊冬]|\d{1,2}) ?月(?: ?(?:${LUNAR_DAY}|\d{1,2})日?)?)?(?<=[年月日一二三四五六七八九十\d])`,
    ),
    form(
      'lunar_day',
      0.84,
      `(?:(?:(?:19|20)?\\d{2}|[一二〇零○九]{0,2}[一二三四五六七八九〇零○]{2}) ?年 ?)?(?:正|腊|冬|闰?(?:十[一二]?|[二三四五六七八九]))月(?:初[一二三四五六七八九十]|廿[一二三四五六七八九]?|二十[一二三四五六七八九]?|十[一二三四五六七八九]|三十)(?![日号个天])`,
    ),
    form(
      'lunar_month',
      0.74,
      String.raw`(?:(?<!\d)${YEAR} ?年 ?|(?<!\p{Script=Han}))(?:正月|腊月|冬月)(?:里|初|底|间)?`,
    ),
    form(
      // "因乳腺癌2019.10于…手术": figures, a point, and what happened.
      'month_dotted_zh',
      0.8,
      String.raw`(?<![\d.])(?:19|20)\d{2}\.(?:1[0-2]|0?[1-9])(?=[于在行因起至月])`,
    ),
    form(
      'stem_branch_year',
      0.84,
      `[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥](?:[鼠牛虎兔龙蛇马羊猴鸡狗猪])?年(?:[春夏秋冬]|${CHINESE_MONTH}月)?`,
    ),
    form(
      'numeral_year_zh',
      0.78,
      `(?<![〇零一二三四五六七八九])(?:一九|二[〇零○*])[〇零○*一二三四五六七八九]{2}年[初底末春夏秋冬](?![级度版])`,
    ),
  ]
}

/** Words with their first letter in either case. */
function anyCase(words: readonly string[]): string {
  return [...words]
    .sort((a, b) => b.length - a.length)
    .map((word) => `[${word[0]!.toLowerCase()}${word[0]!.toUpperCase()}]${word.slice(1)}`)
    .join('|')
}
