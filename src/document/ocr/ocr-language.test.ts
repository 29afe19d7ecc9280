import { describe, expect, it } from 'vitest'
import { installedLanguages, latinLanguageOf, OCR_LANGUAGES } from './ocr-language.js'

const told = (text: string): string | null => latinLanguageOf(text.split(' '), OCR_LANGUAGES)

describe('the language of a page', () => {
  it('is told by its function words, with or without their accents', () => {
    expect(told('Prelevement effectue par le laboratoire, et les resultats sur la page 2; a jeun')).toBe('fra')
    expect(told('Die Werte sind mit der Methode von Clauss bestimmt und nach Alter beurteilt')).toBe('deu')
    expect(told('Los valores de la muestra en ayunas y el informe del paciente con firma')).toBe('spa')
    expect(told('Não há sinais; os valores do paciente em jejum, com material da coleta')).toBe('por')
  })

  it('stays English for English, for lists of results, and where the model is not at hand', () => {
    expect(told('The results of the fasting sample were reported by la Cruz and the team in time')).toBeNull()
    expect(told('Glucose 5.6 mmol/L Creatinine 84 umol/L DE LA CRUZ')).toBeNull()
    expect(latinLanguageOf('le la les des du et par'.split(' '), ['eng', 'spa'])).toBeNull()
  })

  it('always has English and Chinese, and leaves out what is not installed', () => {
    expect(installedLanguages(OCR_LANGUAGES)).toEqual(expect.arrayContaining(['eng', 'chi_sim']))
    expect(installedLanguages(['eng', 'no_such_language'])).toEqual(['eng'])
  })
})
