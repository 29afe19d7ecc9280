import { describe, expect, it } from 'vitest'
import { detectText } from './detect.js'

/** What is covered of a note, each stretch as printed, without the full stop of its sentence. */
function covered(text: string, lang: 'en' | 'auto' = 'en'): string[] {
  return detectText(text, { lang }).map(({ start, end }) => text.slice(start, end).replace(/\.$/, ''))
}

describe('houses whose words are all of the language', () => {
  it.each([
    ['Delivered by section in 2014 at Mbiru Women & Children Hospital.', 'Mbiru Women & Children Hospital'],
    ['Seen last year in the Royal Alder Hospital, no records to hand.', 'Royal Alder Hospital'],
    ['He has been a winder at Rietkop Gold Mine for nineteen years.', 'Rietkop Gold Mine'],
    ['Slides reviewed at Ferndale Derm Path; second opinion agreed.', 'Ferndale Derm Path'],
    ["Prior study from Women's Imaging of Kelmore was not available.", "Women's Imaging of Kelmore"],
    ['Results faxed to Otter Bend OB/GYN this morning.', 'Otter Bend OB/GYN'],
    ['Px Bong-Bong, 7 y/o, Gr. 2 pupil at Lumbang Elementary School, hit by a car.', 'Lumbang Elementary School'],
    ['Bloods sent to Chandrika Reference Lab, Hub 2 by courier.', 'Chandrika Reference Lab, Hub 2'],
    ['Shearer at Tarlee Downs Station, fell from a quad bike.', 'Tarlee Downs Station'],
    ['Home oxygen supplied by Breezy Point DME; stairs at home.', 'Breezy Point DME'],
    ['Pulse checked by the company nurse (KalingaOne clinic) in May.', 'KalingaOne'],
    [
      'Levante 21/3, Imola, ex dipendente Officine Reni Bassi S.r.l. PA 135/80 mmHg, si conferma.',
      'Officine Reni Bassi S.r.l',
    ],
  ])('covers %j', (text, house) => {
    expect(covered(text, 'auto').join('|')).toContain(house)
  })

  it.each([
    'Refer to the hospital clinic for follow-up if symptoms persist.',
    'Critical Path for discharge discussed with the team.',
    'Reference Laboratory values differ between methods.',
    'Acid Base status normal, pH 7.41.',
    'Skull Base imaging shows no lesion.',
    'Weigh Station recorded 71.2 kg.',
    'Power Port in situ, flushes well.',
    'Nurses Station informed of the fall risk.',
    'Imaging of Liver and Spleen shows no change.',
    'Department of Radiology of the Chest.',
  ])('leaves %j', (text) => {
    expect(covered(text)).toEqual([])
  })
})

describe('codes beside a word for a number, and codes and telephones in groups', () => {
  it.each([
    ['Interpreter ID 88214 (Somali) was used throughout.', '88214'],
    ['DVA White TX118834, lives alone.', 'TX118834'],
    ['Bike KDG 417M was hit from behind.', '417M'],
    ['Resident, HN 61-40277, brought in by rescue team.', '61-40277'],
    ['View the images online, PIN 4471 until Friday.', '4471'],
    ['Chest film K-7714 shows clear lungs.', 'K-7714'],
    ['The employer (Coy No. BRD 52207) was told.', '52207'],
    ['Mã KCB: 31-047', '31-047'],
    ['Accréditation Cofrac Examens médicaux n° 8-2290 liste sur le site.', '8-2290'],
    ['Vos résultats en ligne, code Zr71-Qb, valable un mois.', 'Zr71-Qb'],
    ['Số thẻ: GD4 61 61 308 55217', 'GD4 61 61 308 55217'],
    ['Wyniki przekazano telefonicznie (61 447 20 19) do poradni.', '61 447 20 19'],
    ['In caso di urgenza chiamare la figlia 349 2270418).', '349 2270418'],
    ['ĐT: 0236.3 551 208', '0236.3 551 208'],
    ['FAX 555-O2 41 from the ward', '555-O2 41'],
  ])('covers %j', (text, code) => {
    expect(covered(text, 'auto').join('|')).toContain(code)
  })

  it.each([
    'MTHFR A1298C heterozygous, prothrombin G20210A negative.',
    'Viral load 12500000 copies/mL before treatment.',
    'WBC 11200 and platelets 245000 today.',
    'Lot No. 48213 of the reagent expired.',
    'Test code 80053 is the metabolic panel; CPT code 99213.',
    'Room No. 12 and Bed No. 4 are free.',
    'Ratio 8-12 per field, range: 36-37.',
    'Heart rate (72 80 76) over three visits.',
    'Vitamin D 25-OH 48 nmol/L, B12 350.',
    'Code status: full code 2024.',
  ])('leaves %j', (text) => {
    expect(covered(text, 'auto')).toEqual([])
  })
})

describe('people by one name', () => {
  it.each([
    ['Mr Aspen tells me that he is better.', 'Aspen'],
    ['Dr. Cyst reviewed the scan and agrees.', 'Cyst'],
    ['Green, Short and Bell on nights; two beds empty.', 'Green, Short and Bell'],
    ['sons Abel and Noah, to meet on the ward.', 'Abel and Noah'],
    ['SW Judy Larkspur to call.', 'Judy Larkspur'],
    ['Pt Dazza (prefers this) came with his mate.', 'Dazza'],
    ['Px Bong-Bong, 7 y/o, hit by a car on the way home.', 'Bong-Bong'],
    ['Baby of Saroja, DOB 3/4/2021, BW 2.71 kg, CIAB.', 'Saroja'],
    ['Hope will phone again on 3 June.', 'Hope'],
    ["NAME;0'Malley, Siobban  seen", "0'Malley, Siobban"],
    ['It was good to hear that she married Fíon in the end.', 'Fíon'],
  ])('covers %j', (text, name) => {
    expect(covered(text).join('|')).toContain(name)
  })

  it.each([
    'Birch pollen allergy and grass allergy.',
    'Pap test negative; repeat in three years.',
    'Green, White and Brown discharge was noted.',
    'Patient Care and Patient Education were provided.',
    'Pt Education given; Pt Denies chest pain.',
    'Grace period ends; Hope therapy continues.',
    'sons and daughters are well.',
    'See p. 12 of the booklet and p. 14.',
    'Baby was well, Baby Check done.',
    'Ligament of Treitz and pouch of Douglas normal.',
  ])('leaves %j', (text) => {
    expect(covered(text)).toEqual([])
  })
})

describe('ages, days and places', () => {
  it.each([
    ['94F, NH resident, found down by staff.', '94'],
    ['97 y/o M with cough and fever.', '97 y/o'],
    ['MC given 2 days 3-4/7/23.', '3-4/7/23'],
    ['Visit window 11-14 Mar 2020 as per protocol.', '11-14 Mar 2020'],
    ['Seen for review Oct. 9.', 'Oct. 9'],
    ['Family mtg 5/27 1530: discussed goals.', '5/27 1530'],
    ['The lump appeared on Easter Sunday 2018.', 'Easter Sunday 2018'],
    ['Stays at Blk 218 Bedok Ave 3 with her son.', 'Blk 218 Bedok Ave 3'],
    ['Delivered to RR 4 Box 77, Tipton by van.', 'RR 4 Box 77, Tipton'],
    ['Dispatched to corner of Alder and 9th at night.', 'corner of Alder and 9th'],
    ['Home visit at The Old Smithy, Mill Lane, Ashcombe tomorrow.', 'The Old Smithy, Mill Lane, Ashcombe'],
    ['lives in Parkhurst Houses, Bldg 4, Apt 2B with cousin', 'Parkhurst Houses, Bldg 4, Apt 2B'],
    ['nato a PORTOMAGGIORE (FE) il 3.4.1951', 'PORTOMAGGIORE (FE)'],
  ])('covers %j', (text, place) => {
    expect(covered(text, 'auto').join('|')).toContain(place)
  })

  it.each([
    '99F today, was 101F yesterday.',
    'O2 sats 95 F 18 breaths.',
    'Grade 2-3/6 systolic murmur at the apex.',
    'Power 4/5, acuity 6/9 1200 units given.',
    'Take 2-4 tablets in May if needed.',
    'Exercise 1-2/7 days per week.',
    'Corner of the mouth drooping on the left.',
    'Upper Lobe, Right Lung, clear.',
    'Box 5 of the form is empty.',
    'Block 3 shows tumour; Tower technique used.',
    'Ferro (FE) e Sodio (NA) nella norma.',
  ])('leaves %j', (text) => {
    expect(covered(text)).toEqual([])
  })
})

describe('what a line end, a colon or a missing space stands beside', () => {
  it.each([
    ['Let us talk about it at your visit on November\n12; please bring the list.', 'November\n12'],
    ['Parent 09-14 21:05: Good evening, she still has a fever.', '09-14 21:05'],
    ['原因：肺炎，某市某医院 病案号2023006417。', '2023006417'],
  ])('%j', (text, expected) => {
    expect(covered(text, 'auto').join('|')).toContain(expected)
  })
})
