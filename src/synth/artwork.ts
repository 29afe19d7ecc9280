import bwipjs from 'bwip-js/node'
import sharp from 'sharp'
import { glyphOutline, outlinedText } from './glyph-outline.js'
import type { Prng } from './prng.js'

/** PNG bytes of an SVG drawing. Words in it are outlines, so that no system font takes part. */
async function png(svg: string): Promise<Buffer> {
  return sharp(Buffer.from(svg)).png({ compressionLevel: 6 }).toBuffer()
}

/** A drawn face on a plain ground, 120 × 160 pixels, standing for a passport photograph. */
export async function drawPortrait(rng: Prng): Promise<Buffer> {
  const skin = rng.pick(['#f1c9a5', '#e0ac7e', '#c98f63', '#8d5a3b', '#f5d6bb'])
  const hair = rng.pick(['#1c1410', '#3b2717', '#6b6b6b', '#22201f'])
  const ground = rng.pick(['#c9352b', '#3b6fb5', '#f2f2f2', '#8fb4d9'])
  const shirt = rng.pick(['#24344d', '#f7f7f7', '#5a2d2d', '#394f3b'])
  const eye = 66 + rng.int(-3, 3)
  const mouth = 94 + rng.int(-2, 3)
  return png(`<svg xmlns="http://www.w3.org/2000/svg" width="120" height="160">
    <defs><radialGradient id="s"><stop offset="0.6" stop-color="${skin}"/><stop offset="1" stop-color="#a87a55"/></radialGradient></defs>
    <rect width="120" height="160" fill="${ground}"/>
    <path d="M10 160 Q12 122 60 118 Q108 122 110 160 Z" fill="${shirt}"/>
    <rect x="49" y="98" width="22" height="28" fill="${skin}"/>
    <ellipse cx="60" cy="${70 + rng.int(-2, 2)}" rx="${30 + rng.int(-3, 3)}" ry="39" fill="url(#s)"/>
    <path d="M28 62 Q30 ${20 + rng.int(0, 10)} 60 24 Q92 ${20 + rng.int(0, 10)} 92 62 Q84 42 60 42 Q36 42 28 62 Z" fill="${hair}"/>
    <ellipse cx="48" cy="${eye}" rx="4" ry="2.6" fill="#fff"/><ellipse cx="72" cy="${eye}" rx="4" ry="2.6" fill="#fff"/>
    <circle cx="48" cy="${eye}" r="2" fill="#20150e"/><circle cx="72" cy="${eye}" r="2" fill="#20150e"/>
    <path d="M41 ${eye - 8} q7 -4 13 0 M66 ${eye - 8} q7 -4 13 0" stroke="${hair}" stroke-width="2" fill="none"/>
    <path d="M60 ${eye + 3} l-4 15 q4 3 8 0" stroke="#8a5a3c" stroke-width="1.4" fill="none"/>
    <path d="M49 ${mouth} q11 6 22 0" stroke="#9c3f3a" stroke-width="2.4" fill="none"/></svg>`)
}

/** A scribble standing for a signature, 220 × 70 pixels, transparent ground. */
export async function drawSignature(rng: Prng): Promise<Buffer> {
  const ink = rng.pick(['#10183a', '#111111', '#1c2f7a'])
  let path = `M${rng.int(8, 20)} ${rng.int(35, 50)}`
  let x = 20
  while (x < 195) {
    x += rng.int(10, 26)
    path += ` Q${x - rng.int(4, 16)} ${rng.int(4, 66)} ${x} ${rng.int(16, 56)}`
  }
  const tail = `M${rng.int(20, 60)} ${rng.int(52, 62)} q70 ${rng.int(-14, 10)} 140 ${rng.int(-10, 4)}`
  return png(
    `<svg xmlns="http://www.w3.org/2000/svg" width="220" height="70"><path d="${path}" stroke="${ink}" stroke-width="2.6" fill="none" stroke-linecap="round"/><path d="${tail}" stroke="${ink}" stroke-width="1.8" fill="none"/></svg>`,
  )
}

/** An emblem standing for an institution's logo, 96 × 96 pixels. */
export async function drawLogo(rng: Prng, color: string): Promise<Buffer> {
  const shape = rng.pick([
    `<circle cx="48" cy="48" r="44" fill="${color}"/><rect x="40" y="18" width="16" height="60" fill="#fff"/><rect x="18" y="40" width="60" height="16" fill="#fff"/>`,
    `<path d="M48 4 L92 30 L92 66 L48 92 L4 66 L4 30 Z" fill="${color}"/><path d="M24 56 q12 -28 24 0 t24 0" stroke="#fff" stroke-width="6" fill="none"/>`,
    `<rect x="4" y="4" width="88" height="88" rx="18" fill="${color}"/><path d="M48 76 C10 46 30 18 48 36 C66 18 86 46 48 76 Z" fill="#fff"/>`,
  ])
  return png(`<svg xmlns="http://www.w3.org/2000/svg" width="96" height="96">${shape}</svg>`)
}

/** One line of an ECG, `beats` complexes wide, on squared paper: 900 × 180 pixels, a clinical figure that must be kept. */
export async function drawEcgStrip(rng: Prng, heartRate: number): Promise<Buffer> {
  const [width, height, base] = [900, 180, 105]
  let grid = ''
  for (let x = 0; x <= width; x += 12) grid += `M${x} 0V${height}`
  for (let y = 0; y <= height; y += 12) grid += `M0 ${y}H${width}`
  let major = ''
  for (let x = 0; x <= width; x += 60) major += `M${x} 0V${height}`
  for (let y = 0; y <= height; y += 60) major += `M0 ${y}H${width}`
  // 25 mm/s: 60 pixels stand for 200 ms.
  const beat = (60 / heartRate) * 300
  let trace = `M0 ${base}`
  for (let x = 30; x + beat * 0.6 < width; x += beat) {
    const r = 62 + rng.int(-5, 5)
    trace += ` L${x} ${base} q12 -14 24 0 l18 0 l4 6 l7 ${-r} l8 ${r + 18} l6 -24 l22 0 q22 -26 44 0`
  }
  trace += ` L${width} ${base}`
  return png(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="${width}" height="${height}" fill="#fff8f6"/><path d="${grid}" stroke="#f6cfc8" stroke-width="0.8"/><path d="${major}" stroke="#eaa79b" stroke-width="1.2"/><path d="${trace}" stroke="#1a1a1a" stroke-width="2.2" fill="none"/></svg>`,
  )
}

/** A bar code holding `text`: `code128` for the sides of tubes and covers, `qrcode` for links. */
export async function drawBarcode(text: string, kind: 'code128' | 'qrcode'): Promise<Buffer> {
  return bwipjs.toBuffer(
    kind === 'qrcode' ? { bcid: 'qrcode', text, scale: 4 } : { bcid: 'code128', text, scale: 3, height: 11 },
  )
}

/** A round red seal with a star and the words around it, 320 × 320 pixels, transparent ground. */
export async function drawSeal(text: string): Promise<Buffer> {
  const [centre, radius] = [160, 122]
  const chars = [...text].slice(0, 20)
  const step = Math.min(26, 280 / chars.length)
  let words = ''
  chars.forEach((char, i) => {
    const angle = (i - (chars.length - 1) / 2) * step
    const { path, advance } = glyphOutline(char)
    words += `<g transform="rotate(${angle.toFixed(2)} ${centre} ${centre}) translate(${centre} ${centre - radius}) scale(0.034 -0.034) translate(${-advance / 2} -300)"><path d="${path}" fill="#c8161d"/></g>`
  })
  const star = 'M160 108 l12 37 h39 l-32 23 l12 37 l-31 -23 l-31 23 l12 -37 l-32 -23 h39 Z'
  return png(
    `<svg xmlns="http://www.w3.org/2000/svg" width="320" height="320"><circle cx="160" cy="160" r="150" fill="none" stroke="#c8161d" stroke-width="7"/><path d="${star}" fill="#c8161d"/>${words}</svg>`,
  )
}

/** A letterhead bitmap, 1,000 pixels wide and 130 high: emblem, institution, a second line. */
export async function drawLetterhead(rng: Prng, name: string, line: string, color: string): Promise<Buffer> {
  const logo = await sharp(await drawLogo(rng, color))
    .resize(110, 110)
    .png()
    .toBuffer()
  const size = Math.min(48, (860 / Math.max(1, outlinedText(name, 0, 0, 48, color).width)) * 48)
  const title = outlinedText(name, 135, 62, size, color)
  const second = outlinedText(line, 137, 104, 24, '#555555')
  return sharp(
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="1000" height="130"><rect width="1000" height="130" fill="#ffffff"/>${title.svg}${second.svg}</svg>`,
    ),
  )
    .composite([{ input: logo, left: 8, top: 10 }])
    .png({ compressionLevel: 6 })
    .toBuffer()
}
