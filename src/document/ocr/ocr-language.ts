import { createRequire } from 'node:module'

/**
 * Languages that pages are read in, by the names of Tesseract's models. `eng` and `chi_sim` are always there, others when their package
 * `@tesseract.js-data/<name>` is installed. Not `chi_tra`: it loses the points and units of tables (`1﹒3`, `口皿球`), which `chi_sim` reads
 * beside traditional characters too; of 27 names of two such slips `chi_sim` had 11 right, `chi_tra` 10.
 */
export const OCR_LANGUAGES = ['eng', 'chi_sim', 'fra', 'deu', 'spa', 'por', 'ita'] as const

/** File with a language's model in its npm package. The `4.0.0` models read Chinese with 2.8 % CER where `4.0.0_best_int` has 9.0 %. */
export function languageData(language: string): string {
  const require = createRequire(import.meta.url)
  return require.resolve(`@tesseract.js-data/${language}/4.0.0/${language}.traineddata.gz`)
}

/** Those of the languages whose model is installed, in the order given. */
export function installedLanguages<T extends string>(languages: readonly T[]): T[] {
  return languages.filter((language) => {
    try {
      return languageData(language) !== ''
    } catch {
      return false
    }
  })
}

/**
 * Words that hold sentences together and that English does not have: articles, prepositions, conjunctions. Results name analytes alike
 * in all these languages, so that only such words tell them apart. As the English model reads them, without their accents.
 */
const FUNCTION_WORDS: Readonly<Record<string, readonly string[]>> = {
  fra: ['le', 'la', 'les', 'des', 'du', 'et', 'par', 'sur', 'pour', 'avec', 'une', 'au', 'aux', 'dans', 'jeun', 'ou'],
  deu: ['der', 'die', 'das', 'und', 'von', 'mit', 'im', 'zur', 'den', 'ist', 'bei', 'auf', 'nach', 'oder', 'bis'],
  spa: ['el', 'la', 'los', 'las', 'del', 'y', 'en', 'con', 'por', 'para', 'una', 'al', 'sin', 'hasta', 'segun'],
  por: ['do', 'da', 'dos', 'das', 'e', 'em', 'com', 'por', 'para', 'uma', 'ao', 'sem', 'ate', 'nao', 'os', 'na', 'no'],
  ita: ['il', 'lo', 'gli', 'della', 'del', 'di', 'e', 'con', 'per', 'una', 'dei', 'delle', 'alla', 'nel', 'da', 'non'],
}
const ENGLISH = ['the', 'of', 'and', 'by', 'for', 'with', 'is', 'to', 'in', 'on', 'at', 'or', 'from', 'not', 'be', 'as']

/** So many different function words, and so many times those of English, make a language. */
const FEWEST_WORDS = 4
const MORE_THAN_ENGLISH = 2

/** The language, of those given, that a page read with the English model is written in; null when that is English or cannot be told. */
export function latinLanguageOf(words: readonly string[], languages: readonly string[]): string | null {
  const found = new Set(
    words.map((w) =>
      w
        .normalize('NFD')
        .replace(/[\u0300-\u036f.,:;()]/g, '')
        .toLowerCase(),
    ),
  )
  const count = (list: readonly string[]): number => list.filter((w) => found.has(w)).length
  // All languages compete, installed or not, so that Portuguese is not taken for Spanish.
  const [best, second] = Object.entries(FUNCTION_WORDS)
    .map(([language, list]) => ({ language, n: count(list) }))
    .sort((a, b) => b.n - a.n)
  if (best === undefined || best.n < FEWEST_WORDS || best.n < count(ENGLISH) * MORE_THAN_ENGLISH) return null
  return best.n > (second?.n ?? 0) && languages.includes(best.language) ? best.language : null
}
