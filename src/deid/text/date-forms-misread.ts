import type { Form } from './date-form.js'
import type { DateOrder } from './dates.js'

/** Figures that OCR takes for letters. */
function figures(text: string): string {
  return text.replace(/[lI|]/g, '1').replace(/[Oo]/g, '0').replace(/S/g, '5').replace(/B/g, '8')
}

/**
 * Days of which OCR lost a slash, beside whose month it read a sign, or in whose figures it read letters: "l2/0l/20l5", "Dec l, 2023", "I2 March 2O24". `month` is the
 * expression of the names of months; `named` and `numeric` read a day of a named month and three numbers.
 */
export function misreadForms(
  month: string,
  named: (day: string, month: string, year: string) => { iso: string | null } | null,
  numeric: (first: number, second: number, year: number, order: DateOrder) => ReturnType<Form['read']>,
): Form[] {
  const day = String.raw`(?:[\dlIOo|]{1,2})`
  const year = String.raw`(?:[12lI][\dlIOoSB]{3})`
  const read = (d: string, name: string, y: string) => {
    if (!/[lIOo|SB]/.test(d + y) || !/^\p{Lu}/u.test(name)) return null
    const [printedDay, printedYear] = [figures(d), figures(y)]
    return /^\d+$/.test(printedDay) && /^(?:19|20)\d{2}$/.test(printedYear)
      ? named(printedDay, name, printedYear)
      : null
  }
  return [
    {
      name: 'numeric_misread',
      regex:
        /(?=[\dlIOoSB]{1,2}[/.-])(?<![\p{L}\d./-])(?=[\dlIOoSB]{1,2}([/.-])[\dlIOoSB]{1,2}\1)(?=[^\s]*[lIOoSB])(?=(?:[^\s]*\d){4})([\dlIOo]{1,2})[/.-]([\dlIOo]{1,2})[/.-]([12lI][\dlIOoSB]{3})(?![\p{L}\d]|[/-]\d)(?: [\dlIOo]{1,2}:[\dlIOoSB]{2}(?![\p{L}\d]))?/gu,
      score: 0.85,
      read: (m, order) => numeric(Number(figures(m[2]!)), Number(figures(m[3]!)), Number(figures(m[4]!)), order),
    },
    {
      // "on 01/2824.", "dated 0128/2024": OCR lost one of the slashes.
      name: 'numeric_lost_slash',
      regex:
        /(?=\d)(?<=\b(?:on|dated?|since|from|until|till|before|after):? )(?:(?:0[1-9]|[12]\d|3[01])\/(?:0[1-9]|[12]\d|3[01])|(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|[12]\d|3[01])\/)(?:(?:19|20)?\d{2})(?![\p{L}\d/-]|[.,]\d)/giu,
      score: 0.76,
      read: () => ({ iso: null }),
    },
    {
      name: 'month_name_misread_day',
      regex: new RegExp(
        String.raw`(?<!\p{L})(${month})\.? (${day})(?:st|nd|rd|th)?[,.]? ?(${year})(?![\p{L}\d])`,
        'giu',
      ),
      score: 0.85,
      read: (m) => read(m[2]!, m[1]!, m[3]!),
    },
    {
      // "December% 14th, 2023": a speck read as a sign.
      name: 'month_name_and_speck',
      regex: new RegExp(
        String.raw`(?<!\p{L})(${month})[%*'’"|~°:;]{1,2} ?(\d{1,2})(?:st|nd|rd|th)?[,.]? ?((?:19|20)\d{2})(?![\p{L}\d])`,
        'giu',
      ),
      score: 0.85,
      read: (m) => (/^\p{Lu}/u.test(m[1]!) ? named(m[2]!, m[1]!, m[3]!) : null),
    },
    {
      name: 'misread_day_month_name',
      regex: new RegExp(String.raw`(?<![\p{L}\d./-])(${day})[ .-](${month})[ .,-]{1,2}(${year})(?![\p{L}\d])`, 'giu'),
      score: 0.85,
      read: (m) => read(m[1]!, m[2]!, m[3]!),
    },
  ]
}
