import type { Knowledge } from '../knowledge.js'
import { matchesOf } from './matches.js'
import { isAmbiguousName, isClinicalWord } from './person-name.js'
import type { Span } from './span.js'

/** "Hello Amit,\", "Dear Genevieve:" */
const GREETING =
  /(?<=[Tt]hank(?:s| you)[^.\n]{0,50}, )(\p{Lu}\p{Ll}+)(?=[.!])|(?<![\p{L}])(?:Dear|DEAR|Hello|Hi|Greetings|Good (?:morning|afternoon|evening)),?\s(\p{Lu}[\p{L}'-]+)(?=\s?[,:!\n])/gu
const NOBODY_GREETED =
  /^(?:Sir|Sirs|Madam|Doctor|Dr|Colleague|Colleagues|Customer|Patient|Patients|Member|Client|Team|All|Parent|Parents|Guardian|Reader|Valued|Friend|Friends|Staff|Everyone|There|User|Donor|Participant|Applicant|Employee)$/i

/** A closing formula introduces a name on the next line too. */
export const CLOSING =
  /(?:sincerely|regards|signed by|seen by|by|groet|hoogachtend|gr[uü](?:ß|ss)(?:en)?|cordialement|confraternellement|distinguées|atentamente|saludo|atenciosamente|cordialmente|saluti|poważaniem|hälsning(?:ar)?|hilsen|saygılarımla|kami)\W*$/iu

/** "Sehr geehrte Frau Odalys Brandt,", "Szanowny Panie Bolesławie", "Estimada Sra. Quiroga:": how letters of other languages begin, up to three capitalised words. */
const GREETING_OTHER =
  /(?<!\p{L})(?:[Ss]ehr geehrter?|[Ll]ieber?|[Gg]uten (?:Tag|Morgen)|[Cc]hère?|[Bb]onjour|[Ee]stimad[oa]|[Qq]uerid[oa]|[Aa]preciad[oa]|[Pp]rezad[oa]|[Cc]ar[oa]|[Gg]entile|[Ee]gregi[oa]|[Ss]pett(?:abile|\.)|[Gg]eachte|[Bb]este|[Ss]zanown[yai]|[Dd]rog[iao]|[Vv]ážen[áýí]|[Tt]isztelt|[Kk]edves|[Ss]timat[ăaeă]|[Ss]ayın|[Kk]epada Yth\.?|[Yy]th\.?|[Hh]yvä|[Kk]ära?|[Kk]jære|[Kk]ære)(?: (?:Herrn?|Frau|Fr\.|Hr\.|Dr\.|Prof\.|Monsieur|Madame|Mme|M\.|Mlle|Don|Doña|Sr\.?|Sra\.?|Srta\.?|Senhora?|Signora?|Sig\.?(?:ra)?|Dott\.?(?:ssa)?|heer|mevrouw|Panie|Pani|Państwo|pane|paní|Uram|Asszonyom|Bapak|Ibu|Sdri?\.?|dr\.?|med\.?)){0,3} ((?:(?:de|del|di|da|dos|von|van|der|den|zu|la|le) ){0,2}\p{Lu}[\p{L}'-]+(?: (?:(?:de|del|di|da|dos|von|van|der|den|zu|la|le|y) ){0,2}\p{Lu}[\p{L}'-]+){0,2})(?=\s*[,:!;.\n]|$)/gmu
const NOBODY_GREETED_OTHER =
  /^(?:Damen|Herren|Patientin|Patient|Kollegin|Kollege|Kunde|Kundin|Mitarbeiter|Monsieur|Madame|Docteur|Confrère|Patiente|Cliente?|Paciente|Señora?e?s?|Colegas?|Doctora?|Usuari[oa]|Signora?|Dottore|Dottoressa|Collega|Paziente|Senhora?|Pacjencie|Pacjentko|Państwo|Panie|Pani|Heer|Mevrouw|Patiënt|Hasta|Bapak|Ibu)$/iu
/** Who a letter greets, in the languages of the corpora. */
export function findGreeted(text: string, knowledge: Knowledge): Span[] {
  const spans: Span[] = []
  for (const match of matchesOf(text, GREETING)) {
    const word = (match[1] ?? match[2])!
    if (NOBODY_GREETED.test(word) || (isClinicalWord(word, knowledge) && !isAmbiguousName(word, knowledge))) continue
    const start = match.index + match[0].lastIndexOf(word)
    spans.push({ start, end: start + word.length, category: 'NAME', detector: 'greeted_name', score: 0.8 })
  }
  for (const match of matchesOf(text, GREETING_OTHER)) {
    const name = match[1]!
    if (name.split(' ').every((word) => NOBODY_GREETED_OTHER.test(word) || isClinicalWord(word, knowledge))) continue
    const start = match.index + match[0].length - name.length
    spans.push({ start, end: start + name.length, category: 'NAME', detector: 'greeted_name', score: 0.84 })
  }
  return spans
}
