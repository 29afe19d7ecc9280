import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { z } from 'zod'
import { detectText } from '../../src/deid/text/detect.js'
import { UsageError } from '../workplace.js'

const Line = z.object({ id: z.union([z.string(), z.number()]), text: z.string() })
const Lang = z.enum(['zh', 'en', 'auto'])

/** Reads `{id, text}` lines and writes `{id, spans}` lines, in order, one at a time; offsets are UTF-16. */
export async function detect(input: Readable, output: Writable, language: string): Promise<void> {
  const lang = Lang.safeParse(language)
  if (!lang.success) throw new UsageError(`--lang must be zh, en or auto, got ${language}`)
  let number = 0
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1
    if (line.trim() === '') continue
    const parsed = parseLine(line)
    if (parsed === null) throw new UsageError(`line ${number} of the input is not {"id", "text"} in JSON`)
    const spans = detectText(parsed.text, { lang: lang.data })
    if (!output.write(`${JSON.stringify({ id: parsed.id, spans })}\n`))
      await new Promise((resolve) => output.once('drain', resolve))
  }
}

function parseLine(line: string): z.infer<typeof Line> | null {
  try {
    return Line.parse(JSON.parse(line))
  } catch {
    return null
  }
}
