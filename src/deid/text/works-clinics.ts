import { matchesOf } from './matches.js'

/** What such a name ends with, in small letters. */
const SICK_ROOM =
  / (?:clinic|infirmary|dispensary|sick ?bay|medical (?:room|cent)|first[- ]aid|health (?:unit|room|office|cent))/
const WORKS_CLINIC =
  /(?<![\p{L}\d])(?:\p{Lu}[\p{L}'’&-]+ ){1,3}(?:station|base|plant|site|factory|campus|depot|yard|camp|works|mill|mine|garrison|barracks|on-?site|company|staff|terminal|quarry|refinery|academy|headquarters|HQ) (?:health |medical |wellness )?(?:clinic|infirmary|dispensary|sick ?bay|medical room|medical cent(?:re|er)|first[- ]aid (?:post|room)|health (?:unit|room|office|cent(?:re|er)))(?!\p{L})/gu
/** Words that open a sentence before it: they name no employer. */
const OPENS =
  /^(?:The|At|In|From|By|Our|Your|Their|His|Her|Seen|Visit|Visited|See|Go|Any|Each|Every|This|That|No|Please|Given|Done|New|Old|Main|Local)$/

/** "NLRB depot clinic", "Orford Quarry site infirmary": the sick room of an employer, in small letters behind the employer's name. Offsets into the text. */
export function worksClinics(text: string): { start: number; end: number }[] {
  if (!SICK_ROOM.test(text)) return []
  return matchesOf(text, WORKS_CLINIC).flatMap((match) => {
    const opening = match[0].split(' ')[0]!
    const skip = OPENS.test(opening) ? opening.length + 1 : 0
    if (!/^\p{Lu}/u.test(match[0].slice(skip))) return []
    return [{ start: match.index + skip, end: match.index + match[0].length }]
  })
}
