import { describe, expect, it } from 'vitest'
import { detectText } from './detect.js'

const found = (text: string) =>
  detectText(text, { lang: 'auto' }).map((span) => `${span.category} ${text.slice(span.start, span.end)}`)

describe('names behind kin and courtesies in other languages', () => {
  it.each<[string, string]>([
    ['nous a été dirigé par son frère Innocent.', 'NAME Innocent'],
    ['Entrega a su chofer don Nacho (placas UKP-418-B)', 'NAME Nacho'],
    ['acude con su hija Luz Marina', 'NAME Luz Marina'],
    ['con haar zoon Wim', 'NAME Wim'],
    ['Ha chiamato la signora Bice', 'NAME Bice'],
  ])('%s', (text, span) => {
    expect(found(text)).toContain(span)
  })
  it('leaves what they suffer from', () => {
    expect(found('Su padre Diabetes; su madre Hipertensión arterial; son père Alzheimer')).toEqual([])
  })
})

describe('other forms of other languages', () => {
  it.each<[string, string]>([
    ['placas UKP-418-B', 'VEHICLE UKP-418-B'],
    ['céd. prof. 5512345 · esp. 6620134', 'ID 5512345'],
    ['céd. prof. 5512345 · esp. 6620134', 'ID 6620134'],
    ['Imprimé par rlavallee le 2024-05-14 Page 1', 'ACCOUNT rlavallee'],
    ['Impreso 12/03/2024 08:15 por mzepeda', 'ACCOUNT mzepeda'],
    ['vu le 13 mai, à 9 h 50', 'DATE 13 mai, à 9 h 50'],
    ['am 4. Mai zur Kontrolle', 'DATE 4. Mai'],
    ['Téléc. : 450 555-0138', 'FAX 450 555-0138'],
    ['Customer careline 1-300-555-118', 'PHONE 1-300-555-118'],
    ['Laboratoire médical Rive-aux-Cerfs', 'ORG Laboratoire médical Rive-aux-Cerfs'],
    ['WADI AL SIDR MEDICAL CITY', 'ORG WADI AL SIDR MEDICAL CITY'],
    ['ANA read by Dr Roe. Specimen came late', 'DOCTOR Dr Roe'],
  ])('%s', (text, span) => {
    expect(found(text)).toContain(span)
  })
  it.each(['左叶前后径 LT AP\t16.8\tmm\t10–20', 'SCC 1.50 was within range.'])('leaves %s', (text) => {
    expect(found(text)).toEqual([])
  })
})
