import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DocumentConfig } from '../src/document/config.js'
import { openDocument } from '../src/document/document.js'
import { encodeJpeg } from '../src/document/image/raster.js'
import { closeOcr } from '../src/document/ocr.js'

/**
 * Times the document room on a folder of reports: milliseconds a page for words (digital pages), OCR (scanned and mixed pages),
 * rendering in colour at the published resolution, and JPEG encoding. Prints medians and the number of pages; no content.
 *
 * `node dist/bench/document.js <folder>`
 */
async function main(folder: string): Promise<void> {
  const config = DocumentConfig.parse({})
  const times: Record<string, number[]> = { words: [], ocr: [], render: [], encode: [] }
  const files = (await readdir(folder)).filter((name) => /\.(pdf|jpe?g|png|tiff?|webp)$/i.test(name)).sort()
  for (const name of files) {
    const document = await openDocument(await readFile(join(folder, name)), config)
    try {
      for (let number = 1; number <= document.pageCount; number++) {
        const start = performance.now()
        const page = await document.readPage(number)
        const read = performance.now()
        const raster = await document.renderPage(number, page, { dpi: 200, colour: 'rgb' })
        const drawn = performance.now()
        await encodeJpeg(raster, 85)
        times[page.ocr === null ? 'words' : 'ocr']!.push(read - start)
        times.render!.push(drawn - read)
        times.encode!.push(performance.now() - drawn)
      }
    } finally {
      await document.close()
    }
  }
  await closeOcr()
  for (const [what, values] of Object.entries(times)) {
    const sorted = values.sort((a, b) => a - b)
    const median = sorted[Math.floor(sorted.length / 2)]
    console.log(
      `${what.padEnd(7)} ${median === undefined ? '-' : `${median.toFixed(1)} ms a page`} (median of ${sorted.length})`,
    )
  }
  console.log(`peak memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`)
}

const folder = process.argv[2]
if (folder === undefined) {
  console.error('usage: node dist/bench/document.js <folder of reports>')
  process.exitCode = 2
} else await main(folder)
