import sharp from 'sharp'
import { seededRandom } from './statistics/random.js'

/** Lean of the sheet in degrees, blur in pixels, deviation of the grain in grey levels, quality of the JPEG: an ordinary office scan. */
const SCAN = { lean: 0.8, blur: 0.7, grain: 9, paper: 243, quality: 60 }

/** A page as a scanner might give it back: leaning, a little soft, grainy, compressed. The same image and seed give the same bytes. */
export async function withScanNoise(image: Uint8Array, seed: number): Promise<Uint8Array> {
  const random = seededRandom(seed)
  const lean = SCAN.lean * (random() < 0.5 ? -1 : 1)
  const { data, info } = await sharp(image)
    .greyscale()
    .rotate(lean, { background: '#ffffff' })
    .blur(SCAN.blur)
    .raw()
    .toBuffer({ resolveWithObject: true })
  for (let i = 0; i < data.length; i++) {
    // The sum of four uniform draws is near enough to a normal one.
    const grain = (random() + random() + random() + random() - 2) * 1.73 * SCAN.grain
    data[i] = Math.max(0, Math.min(255, (data[i]! * SCAN.paper) / 255 + grain))
  }
  const { width, height, channels } = info
  return await sharp(data, { raw: { width, height, channels } }).jpeg({ quality: SCAN.quality }).toBuffer()
}
