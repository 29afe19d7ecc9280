import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { languageData, type OcrEngine, type OcrLine, portableGreymap } from './ocr-engine.js'

/** Columns of Tesseract's TSV output: level, page, block, paragraph, line, word, left, top, width, height, conf, text. */
const WORD_LEVEL = 5
const COLUMNS = 12

/** The native `tesseract` binary with the same language data as tesseract.js, or null when none runs. */
export async function startNativeTesseract(command = 'tesseract'): Promise<OcrEngine | null> {
  const version = await run(command, ['--version'], null).catch(() => null)
  if (version === null) return null
  const folder = await mkdtemp(join(tmpdir(), 'tessdata-'))
  for (const language of ['eng', 'chi_sim']) {
    await writeFile(join(folder, `${language}.traineddata`), gunzipSync(await readFile(languageData(language))))
  }
  return {
    name: 'tesseract',
    async recognize(grey, request) {
      const options = [
        '--tessdata-dir',
        folder,
        '-l',
        request.language,
        '--oem',
        '1',
        '--psm',
        String(request.segmentation),
      ]
      options.push('--dpi', String(Math.round(grey.dpi)))
      options.push('-c', 'debug_file=/dev/null')
      if (request.whitelist !== undefined) options.push('-c', `tessedit_char_whitelist=${request.whitelist}`)
      return parseTsv(await run(command, ['stdin', 'stdout', ...options, 'tsv'], portableGreymap(grey)))
    },
    async close() {
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Lines and words of Tesseract's TSV output. The native engine gives no boxes for single symbols. */
export function parseTsv(tsv: string): OcrLine[] {
  const lines = new Map<string, OcrLine>()
  for (const row of tsv.split(/\r?\n/)) {
    const cells = row.split('\t')
    if (cells.length < COLUMNS || Number(cells[0]) !== WORD_LEVEL) continue
    const [left, top, width, height, confidence] = cells.slice(6, 11).map(Number) as [
      number,
      number,
      number,
      number,
      number,
    ]
    const text = cells.slice(11).join('\t').trim()
    if (text === '') continue
    const word = {
      text,
      confidence: Math.max(0, confidence) / 100,
      x0: left,
      y0: top,
      x1: left + width,
      y1: top + height,
      symbols: [],
    }
    const key = cells.slice(1, 5).join('.')
    const line = lines.get(key)
    if (line === undefined) lines.set(key, { ...word, words: [word] })
    else {
      line.words.push(word)
      line.x0 = Math.min(line.x0, word.x0)
      line.y0 = Math.min(line.y0, word.y0)
      line.x1 = Math.max(line.x1, word.x1)
      line.y1 = Math.max(line.y1, word.y1)
    }
  }
  return [...lines.values()]
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
