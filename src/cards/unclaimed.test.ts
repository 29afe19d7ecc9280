import { beforeAll, expect, test } from 'vitest'
import type { Finding } from '../records/finding.js'
import { CardsConfig } from './config.js'
import { draftCards } from './draft.js'
import { finding, quantity, records } from './fixtures/records.js'
import { type CardKnowledge, loadCardKnowledge } from './knowledge.js'

let k: CardKnowledge
beforeAll(() => {
  k = loadCardKnowledge('configs/cards')
})

function cardsOf(...findings: Finding[]) {
  const language = /[一-鿿]/.test(findings[0]!.text) ? 'zh' : 'en'
  return draftCards(records([], findings, { language }), null, k, CardsConfig.parse({}))
}
const issuesOf = (...findings: Finding[]) => cardsOf(...findings).map((c) => c.issue)

test('a recognised finding that no issue claims makes a card, unless an exception of an issue names it', () => {
  expect(issuesOf(finding('腹壁见团块', { finding: 'mass', body_site: null }))).toEqual(['examination_finding'])
  expect(issuesOf(finding('tumour screening', { finding: 'tumour', body_site: null }))).toEqual([])
  expect(issuesOf(finding('义齿', { finding: 'dental_prosthesis', body_site: 'tooth' }))).toEqual([])
})

test('a general finding makes one only where no other finding of the same organ does', () => {
  const thick = finding('膀胱壁回声改变', { finding: 'echo_change', body_site: 'spleen', finding_id: 'r-f02' })
  expect(issuesOf(thick)).toEqual(['examination_finding'])
  expect(issuesOf(finding('脾大', { finding: 'splenomegaly', body_site: 'spleen' }), thick)).toEqual(['spleen_large'])
})

test('a row that was mapped to no analyte is known by its printed name', () => {
  const row = quantity(null, 'Tissue transglutaminase IgA', 90, 'U/mL', 0, 7)
  const cards = draftCards(records([row], [], { language: 'en' }), null, k, CardsConfig.parse({}))
  expect(cards.map((c) => [c.issue, c.priority])).toEqual([['gluten_antibody', 'medium']])
})

test('what cannot be excluded is suspected; what is not detected is not', () => {
  expect(issuesOf(finding('右肺上叶结节，不能除外肺占位', {}))).toContain('lung_mass')
  expect(issuesOf(finding('Liver lesion, malignancy cannot be excluded', {}))).not.toEqual([])
  expect(issuesOf(finding('HPV 16 not detected', {}))).toEqual([])
  expect(issuesOf(finding('Hernia: none.', { finding: 'hernia' }))).toEqual([])
})

test('the reason for an examination and illness of childhood are no findings', () => {
  expect(issuesOf(finding('临床诊断：右肺占位', { finding: 'mass', body_site: 'lung' }))).toEqual([])
  expect(issuesOf(finding('Indication: chest pain, hypertension', { finding: 'hypertension' }))).toEqual([])
  expect(issuesOf(finding('Look for thalassaemia trait if iron is normal', {}))).toEqual([])
  expect(issuesOf(finding('Rheumatic fever in childhood', {}))).toEqual([])
  expect(issuesOf(finding('Raised cholesterol was noted at the 2019 screening', {}))).toEqual([])
})

test('chalk in the heart arteries is no ECG finding, a narrow brain artery no heart valve', () => {
  expect(issuesOf(finding('冠状动脉壁钙化', { finding: 'coronary_disease', body_site: 'coronary_artery' }))).toEqual([
    'coronary_calcium',
  ])
  expect(issuesOf(finding('左侧大脑中动脉中度狭窄', { finding: 'stenosis', body_site: 'brain' }))).toEqual([
    'brain_artery_narrow',
  ])
})

test('a tumour that was treated is followed up, not suspected', () => {
  expect(issuesOf(finding('乳腺癌术后改变', { finding: 'tumour', body_site: 'breast' }))).toEqual(['tumour_treated'])
})

test('a longer text is quoted where its size stands, from the start of a word', () => {
  const text =
    'The gland is mildly enlarged with an irregular outline, right lobe nodule about 1.4 cm, not tender on palpation today'
  const [card] = cardsOf(finding(text, { finding: 'nodule', body_site: 'thyroid', size_mm: 14 }))
  expect(card!.explanation).toMatch(/"(?:[^"]*, )?right lobe nodule about 1\.4 cm[^"]*"/)
})

test.each(['人乳头瘤病毒52型', '人乳头瘤病毒31型', '体重理想范围'])(
  'the printed name %s does not block the card',
  (name) => {
    const row = quantity(null, name, 12, 'U/L', 1, 10)
    const cards = draftCards(records([row], [], { language: 'zh' }), null, k, CardsConfig.parse({}))
    expect(cards.flatMap((c) => c.safety.violations)).toEqual([])
  },
)

test('what pregnancy brings about by itself makes no card in a report of one', () => {
  const afp = quantity('afp', 'AFP', 40, 'ng/mL', 0, 7)
  const weeks = finding('宫内中期妊娠，单活胎', {})
  const draft = (found: Finding[]) =>
    draftCards(records([afp], found, { language: 'zh' }), null, k, CardsConfig.parse({}))
  expect(draft([weeks])).toEqual([])
  expect(draft([]).map((c) => c.issue)).toEqual(['marker_afp_raised'])
})
