import { describe, expect, it } from 'vitest'
import { detectText } from './detect.js'

/** What is covered of a note, each stretch as printed, without the full stop of its sentence. */
function covered(text: string): string[] {
  return detectText(text, { lang: 'en' }).map(({ start, end }) => text.slice(start, end).replace(/\.$/, ''))
}

describe('moments in notes and logs', () => {
  it.each([
    ['Collected 05/14/2023 0640, sent on.', '05/14/2023 0640'],
    ['Moved to intensive care at 2210 on 3/4/2021.', '2210 on 3/4/2021'],
    ['4/9 @ 1130 called family; no answer.', '4/9 @ 1130'],
    ['9/11 - slept well overnight.', '9/11'],
    ['22/11 RMO to review fluids.', '22/11'],
    ['Wound check 28/3, for theatre tomorrow 14/2.', '28/3'],
    ['Wound check 28/3, for theatre tomorrow 14/2.', '14/2'],
    ['See you Fri 3 June 2:15pm at the eye clinic.', 'Fri 3 June 2:15pm'],
    ['Seen on Tuesday the 4th of May.', 'Tuesday the 4th of May'],
    ['No falls since the 2nd of July.', 'the 2nd of July'],
    ['Rcvd l4/0l/2O19 O9:15 in ward', 'l4/0l/2O19 O9:15'],
    ['MAY 7 - Follow up visit', 'MAY 7'],
    ['Please arrive by 9:45 AM for check-in.', '9:45 AM'],
  ])('covers %j', (text, moment) => {
    expect(covered(text)).toContain(moment)
  })

  it.each([
    'Power 5/5, pain 3/10, GCS 14/15, MMSE 26/30, carer 24/7, an 18/12 history, vision 20/40.',
    'Course of 14/7 antibiotics, review in 2/52.',
    'BiPAP 14/6, sats 92%; nodes 0/14 positive.',
    '2/6 systolic murmur at apex.',
    'Cortisol at 8:00 AM was normal.',
  ])('leaves %j', (text) => {
    expect(covered(text)).toEqual([])
  })

  it('does not take a volume behind a date for the time of day', () => {
    expect(covered('Intake 12/05/2021 1200 mL of fluid.')).toEqual(['12/05/2021'])
  })
})

describe('people called by one name', () => {
  it.each([
    ['I saw Grace in clinic with her mum.', 'Grace'],
    ['The home is managed with his son Walt.', 'Walt'],
    ['Earl reports two falls this week.', 'Earl'],
    ['HCA Wren assisted with wash.', 'Wren'],
    ['Plan d/w Ng at the evening round.', 'Ng'],
    ['Ward round Tan/Achebe: stable, afebrile.', 'Tan/Achebe'],
    ['Transcribed: JRP/mk   Exam on file', 'JRP/mk'],
    ['He is a retired fitter at\nSouthern Dales Tramway.', 'Southern Dales Tramway'],
    ["12-Jan-2026            Renal tract ultrasound            St Hilda's General", "St Hilda's General"],
    ['Tel 01632 960 771\tof June and is now 104 g/L. He takes aspirin most days', '01632 960 771'],
    ['Wenford SY77 2AB\tThere is no bleeding, haemoglobin 131 g/L as before', 'Wenford SY77 2AB'],
    ['Flu shot given today, right deltoid, D. Okafor, CMA. Next in autumn.', 'D. Okafor, CMA'],
    ['A copy goes to my employer (Falconer, attention HR).', 'Falconer'],
  ])('covers %j', (text, name) => {
    expect(covered(text)).toContain(name)
  })

  it.each([
    'Rose bengal stain positive. Give max dose.',
    'Will need follow up. Hope this helps.',
    'Nurse Notes: Wound clean. PT Goals met. OT Assessment due.',
    'Seen by Cardiology, reviewed by Pharmacy, informed Family.',
    'Lipid Panel/Glucose; Male/Female; Yes/No; Positive/Negative',
    'Frank blood in stool. Reported: IU/ml',
  ])('leaves %j', (text) => {
    expect(covered(text)).toEqual([])
  })
})

describe('houses and places in sentences', () => {
  it.each([
    ['Discharge to Birch Hollow Skilled Nursing, report called.', 'Birch Hollow Skilled Nursing'],
    ["He attends St Aldhelm's C of E Primary and enjoys it.", "St Aldhelm's C of E Primary"],
    ['Injured at Farrow Cold Storage warehouse.', 'Farrow Cold Storage'],
    ['Pick up Rx at Corner Drug today.', 'Corner Drug'],
    ['Preferred pharmacy: Save-Rite #204', 'Save-Rite #204'],
    ['Transferred to Mayfield yesterday.', 'Mayfield'],
    ['She lives on Juniper Lane with his dog.', 'Juniper Lane'],
    ['Restrained driver who was struck on Highway 12 last winter.', 'Highway 12'],
    ['Patient from Brgy. San Isidro, Lipa came in.', 'Brgy. San Isidro, Lipa'],
    ['The report was sent over to 410 Ferry Rd, Unit 12.', '410 Ferry Rd, Unit 12'],
  ])('covers %j', (text, place) => {
    expect(covered(text)).toContain(place)
  })

  it.each([
    'Transferred to Intensive Care Unit. Discharged to home. Admitted from ED.',
    'Seen at Outpatient Clinic. Return to Work form.',
    'Post Op Day 3; Zone Diet advised.',
    'District Nurse visit. Lateral View taken.',
    'Avoid St John wort.',
  ])('leaves %j', (text) => {
    expect(covered(text)).toEqual([])
  })
})

describe('codes of portals, studies and parcels', () => {
  it.each([
    ['Portal activation code: HB2PQ-9XKLM; expires soon.', 'HB2PQ-9XKLM'],
    ['Study subject 2044-0013, randomised.', '2044-0013'],
    ['Sent by courier DHL 4421 8830 17.', '4421 8830 17'],
    ['CHI 0709336612; seen in clinic.', '0709336612'],
    ['Med Rec: 5l2-O4-98', '5l2-O4-98'],
    ['Remark by QLT-BT-0412 on the ferritin.', 'QLT-BT-0412'],
    ['Emergency contact: husband 97713 20418', '97713 20418'],
  ])('covers %j', (text, code) => {
    expect(covered(text)).toContain(code)
  })

  it('leaves codes of procedures and groups', () => {
    expect(covered('CPT 80061 84443; Group A strep; unit 4 given.')).toEqual([])
  })
})
