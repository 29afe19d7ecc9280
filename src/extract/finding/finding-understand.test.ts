import { describe, expect, it } from 'vitest'
import { testKnowledge } from '../vocabulary.fixture.js'
import { itemLines, sentences } from './finding-sentence.js'
import { sizes } from './finding-size.js'
import { listedFindings, modalityOf, understandSentence } from './finding-understand.js'

const v = testKnowledge.findings
it('splits items that are counted up within a line, and no decimals', () => {
  const parts = (text: string) => sentences(text).map((s) => text.slice(s.start, s.end))
  expect(parts('1.胆囊息肉2.甲状腺结节（TI-RADS 4a类）3.右肾囊肿')).toEqual([
    '1.胆囊息肉',
    '2.甲状腺结节（TI-RADS 4a类）',
    '3.右肾囊肿',
  ])
  expect(parts('1.左叶结节2.5cm')).toEqual(['1.左叶结节2.5cm'])
})

const understand = (text: string, context: string | null = null) => understandSentence(text, context, v)

describe('understandSentence', () => {
  it.each([
    ['肝脏轻度脂肪肝', 'fatty_liver', 'liver', null],
    ['甲状腺左叶结节，大小约12×8mm', 'nodule', 'thyroid', 'left'],
    ['胆囊壁可见息肉样隆起', 'polyp', 'gallbladder', null],
    ['双肾见点状强光点，考虑结石可能', 'kidney_stone', 'kidney', 'bilateral'],
    ['右肾囊肿', 'cyst', 'kidney', 'right'],
    ['颈动脉内中膜毛糙，左侧颈动脉窦部见斑块', 'plaque', 'carotid_artery', 'left'],
    ['窦性心律，ST-T 改变', 'st_t_change', 'heart', null],
    ['窦性心动过缓', 'sinus_bradycardia', 'heart', null],
    ['左心室高电压', 'lv_high_voltage', 'heart', null],
    ['牙结石(++)', 'dental_calculus', 'tooth', null],
    ['前列腺增生', 'prostate_enlargement', 'prostate', null],
    ['血尿酸 465 μmol/L，升高', 'hyperuricaemia', null, null],
    ['Mild fatty liver', 'fatty_liver', 'liver', null],
    ['A 6 mm nodule in the right upper lobe', 'nodule', 'lung', 'right'],
    ['Simple cyst in the left kidney', 'cyst', 'kidney', 'left'],
    ['Bilateral carotid plaque', 'plaque', 'carotid_artery', 'bilateral'],
    ['Sinus bradycardia', 'sinus_bradycardia', 'heart', null],
    ['Small left pleural effusion', 'pleural_effusion', 'pleura', 'left'],
    ['Osteopenia of the lumbar spine', 'osteopenia', 'lumbar_spine', null],
    ['Nódulo hipoecoico en el tiroides', 'nodule', 'thyroid', null],
    ['Kyste simple du rein', 'cyst', null, null],
    ['Microcytic cells with a few target cells', 'red_cell_change', null, null],
  ])('%s', (text, finding, body_site, laterality) => {
    expect(understand(text)).toMatchObject({ finding, body_site, laterality, negated: false, normal: false })
  })
  it.each([
    ['腹软，无压痛', 'tenderness'],
    ['双下肢无水肿', 'oedema'],
    ['未见明确结节', 'nodule'],
    ['未见出血、渗出及结石', 'haemorrhage'],
    ['No pleural effusion', 'pleural_effusion'],
    ['No evidence of mass, stone or hydronephrosis', 'mass'],
    ['Without focal nodules', 'nodule'],
    ['No gallstones are seen', 'gallstone'],
    ['Pericardial effusion is not seen', 'pericardial_effusion'],
  ])('absent: %s', (text, finding) => {
    expect(understand(text)).toMatchObject({ finding, negated: true, uncertain: false, size_mm: null })
  })
  it.each([
    '胰腺、脾脏未见明显异常',
    '双肺呼吸音清',
    '大小形态正常',
    'The spleen is unremarkable',
    'Normal sinus rhythm',
    'No significant abnormality',
  ])('normal: %s', (text) => {
    expect(understand(text)).toMatchObject({ normal: true, finding: null, negated: false })
  })
  it('lets a present finding stand beside an absent one', () => {
    expect(understand('两肺纹理增多，未见明显病变')).toMatchObject({
      finding: 'increased_lung_markings',
      negated: false,
      normal: false,
    })
    expect(understand('No effusion but a small nodule in the left lung')).toMatchObject({
      finding: 'nodule',
      negated: false,
    })
  })
  it.each([
    ['考虑结石可能', true],
    ['不除外肺结核', true],
    ['Findings suggestive of cholecystitis', true],
    ['Malignancy cannot be excluded', true],
    ['肝囊肿', false],
  ])('uncertainty of %s', (text, uncertain) => {
    expect(understand(text)).toMatchObject({ uncertain, negated: false })
  })
  it.each([
    ['结节较前增大', 'larger'],
    ['结节较前相仿', 'stable'],
    ['囊肿较前缩小', 'smaller'],
    ['The nodule is unchanged', 'stable'],
    ['Nodule has increased in size since the previous study', 'larger'],
  ])('change: %s', (text, change) => {
    expect(understand(text).change).toBe(change)
  })
  it.each([
    ['甲状腺结节，TI-RADS 4a类', 'TI-RADS', '4a'],
    ['C-TIRADS 3', 'TI-RADS', '3'],
    ['乳腺结节 BI-RADS：3级', 'BI-RADS', '3'],
    ['Lung-RADS 4B nodule', 'Lung-RADS', '4b'],
    ['O-RADS 2 cyst', 'O-RADS', '2'],
  ])('grade: %s', (text, grade_system, grade) => {
    expect(understand(text)).toMatchObject({ grade_system, grade })
  })
  it('takes the size of the finding, not of the organ before it', () => {
    expect(understand('甲状腺右叶大小20×18mm，左叶见结节4mm').size_mm).toBe(4)
    expect(understand('斑块形成（约 5.1 mm × 2.3 mm）').size_mm).toBe(5.1)
    expect(understand('肾结石1.2cm').size_mm).toBe(12)
  })
  it('takes the site from the heading when the sentence has none', () => {
    expect(understand('可见结节', '甲状腺彩超').body_site).toBe('thyroid')
  })
})

describe('listedFindings', () => {
  const parts = (text: string) => listedFindings(text, v)?.map((p) => text.slice(p.start, p.end)) ?? null
  it('takes a list of findings apart', () => {
    expect(parts('脂肪肝、胆囊息肉、右肾囊肿')).toEqual(['脂肪肝', '胆囊息肉', '右肾囊肿'])
    expect(parts('脂肪肝、胆囊结石，建议消化内科复查')).toEqual(['脂肪肝', '胆囊结石'])
    expect(parts('Fatty liver, gallbladder polyp and right renal cyst')).toEqual([
      'Fatty liver',
      'gallbladder polyp',
      'right renal cyst',
    ])
  })
  it.each([
    '颈动脉内中膜毛糙，左侧颈动脉窦部见斑块',
    '胰腺、脾脏未见明显异常',
    '两肺纹理增多，未见明显病变',
    'No mass, stone or cyst',
  ])('leaves a sentence whole: %s', (text) => {
    expect(parts(text)).toBeNull()
  })
})

describe('sizes', () => {
  it('does not take pressures, rates and concentrations', () => {
    for (const text of ['146/92 mmHg', '15 mm/h', '3.95 mmol/L', '120 cmH2O']) expect(sizes(text)).toEqual([])
    expect(sizes('3-5 mm')[0]?.mm).toBe(5)
  })
})

describe('sentences', () => {
  it('splits at stops and not at decimals', () => {
    const text = '肝囊肿1.2cm。胆囊息肉；脾正常'
    expect(sentences(text).map((s) => text.slice(s.start, s.end))).toEqual(['肝囊肿1.2cm。', '胆囊息肉', '脾正常'])
    const en = 'The liver is normal. A 4.2 mm cyst (approx. size) is seen.'
    expect(sentences(en).map((s) => en.slice(s.start, s.end))).toHaveLength(2)
  })
  it('keeps wrapped lines together and list items apart', () => {
    const line = (text: string, x1: number) => ({
      text,
      bbox: [0, 0, x1, 10] as [number, number, number, number],
      words: [],
    })
    const items = itemLines([line('1. 脂肪肝，建议', 100), line('复查。', 30), line('2. 胆囊息肉', 60)])
    expect(items.map((i) => i.length)).toEqual([2, 1])
  })
})

describe('modalityOf', () => {
  it.each([
    ['腹部彩超', 'ultrasound'],
    ['胸部正位 DR', 'xray'],
    ['心电图', 'ecg'],
    ['低剂量螺旋CT', 'ct'],
    ['骨密度', 'bone_density'],
    ['Chest X-ray', 'xray'],
    ['Echocardiography', 'ultrasound'],
    ['宫颈TCT', 'cytology'],
    ['实验室检查', null],
  ])('%s', (heading, modality) => {
    expect(modalityOf(heading, v)).toBe(modality)
  })
})

describe('modalityOf in words', () => {
  it('takes no letters within words for a modality', () => {
    for (const text of ['Preserved systolic function.', 'Intact septum, mild MR', 'Seen by Mr. and Dr. Lee'])
      expect(modalityOf(text, v), text).toBeNull()
  })
  it('knows headings in other languages', () => {
    expect(modalityOf('ECOGRAFÍA TIROIDEA', v)).toBe('ultrasound')
    expect(modalityOf('Échographie abdominale', v)).toBe('ultrasound')
    expect(modalityOf('胸部CT平扫', v)).toBe('ct')
  })
})
