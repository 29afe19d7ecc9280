import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { type OcrBox, type OcrEngine, type OcrLine, portableGreymap } from './ocr-engine.js'
import { languageData } from './ocr-language.js'

/** The native `tesseract` binary with the same language data as tesseract.js, or null when none runs. */
export async function startNativeTesseract(command = 'tesseract'): Promise<OcrEngine | null> {
  const version = await run(command, ['--version'], null).catch(() => null)
  if (version === null) return null
  const folder = await mkdtemp(join(tmpdir(), 'tessdata-'))
  const unpacked = new Map<string, Promise<void>>()
  const unpack = async (language: string): Promise<void> =>
    await writeFile(join(folder, `${language}.traineddata`), gunzipSync(await readFile(languageData(language))))
  return {
    name: 'tesseract',
    async recognize(grey, request) {
      for (const language of request.language.split('+')) {
        if (!unpacked.has(language)) unpacked.set(language, unpack(language))
        await unpacked.get(language)
      }
      const settings = { tessedit_create_hocr: 1, hocr_char_boxes: 1, debug_file: '/dev/null' }
      const options = Object.entries({ ...settings, tessedit_char_whitelist: request.whitelist ?? '' })
      const args = [
        ...['stdin', 'stdout', '--tessdata-dir', folder, '-l', request.language],
        ...['--oem', '1', '--psm', String(request.segmentation), '--dpi', String(Math.round(grey.dpi))],
        ...options.flatMap(([name, value]) => ['-c', `${name}=${value}`]),
      ]
      return parseHocr(await run(command, args, portableGreymap(grey)))
    },
    async close() {
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** A line, word or symbol of hOCR: its class, its title with the box and the confidence, its text when it is a symbol. */
const ELEMENT =
  /<span class='(ocr_line|ocr_header|ocr_caption|ocr_textfloat|ocrx_word|ocrx_cinfo)'[^>]*? title=(["'])([^>]*?)\2[^>]*>([^<]*)/g
const BOX = /bbox(?:es)? (-?\d+) (-?\d+) (-?\d+) (-?\d+)/
const CONFIDENCE = /x_w?conf (-?[\d.]+)/

/**
 * Lines, words and symbols of Tesseract's hOCR output with `hocr_char_boxes`: the same as tesseract.js reports, whole per cents of
 * confidence included. Lines without words, such as pictures, are left out.
 *
 * Format: hOCR 1.2, kba.github.io/hocr-spec/1.2; `ocrx_cinfo` as Tesseract 4.1 and later write it.
 */
export function parseHocr(hocr: string): OcrLine[] {
  const lines: OcrLine[] = []
  for (const [, kind, , title, text] of hocr.matchAll(ELEMENT)) {
    const box = toBox(title!, decode(text!).trim())
    if (kind === 'ocrx_cinfo') {
      const word = lines.at(-1)?.words.at(-1)
      if (word === undefined) continue
      word.symbols.push(box)
      word.text += box.text
    } else if (kind === 'ocrx_word') lines.at(-1)?.words.push({ ...box, text: '', symbols: [] })
    else lines.push({ ...box, text: '', words: [] })
  }
  for (const line of lines) line.text = line.words.map((w) => w.text).join(' ')
  return lines.filter((line) => line.words.length > 0)
}

function toBox(title: string, text: string): OcrBox {
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = (BOX.exec(title) ?? []).slice(1).map(Number)
  const percent = Math.trunc(Number(CONFIDENCE.exec(title)?.[1] ?? 0))
  return { text, confidence: Math.max(0, percent) / 100, x0, y0, x1, y1 }
}

const ENTITIES: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" }

function decode(text: string): string {
  return text.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity]!)
}

/** OMP_THREAD_LIMIT=1: on two cores Tesseract's own threads made it 3.6-4.9 times slower. */
function run(command: string, args: readonly string[], input: Buffer | null): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: ['pipe', 'pipe', 'ignore'],
      env: { ...process.env, OMP_THREAD_LIMIT: '1' },
    })
    const chunks: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.on('error', () => reject(new Error('the tesseract binary does not start')))
    child.stdin.on('error', () => {}) // a child that exits early is reported by its code
    child.on('close', (code) => {
      if (code === 0) resolve(Buffer.concat(chunks).toString('utf8'))
      else reject(new Error(`the tesseract binary stopped with code ${code}`))
    })
    child.stdin.end(input ?? Buffer.alloc(0))
  })
}
