import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const CLI = join(import.meta.dirname, '..', 'bin', 'checkup.js')

function run(
  input: string,
  language = 'auto',
): Promise<{ code: number; out: Record<string, unknown>[]; error: string }> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [CLI, 'detect', '--lang', language], (failed, stdout, stderr) => {
      const out = stdout.split('\n').filter((line) => line !== '')
      resolve({
        code: failed === null ? 0 : Number(failed.code),
        out: out.map((line) => JSON.parse(line) as Record<string, unknown>),
        error: stderr,
      })
    })
    child.stdin!.end(input)
  })
}

it('answers line by line in order, with UTF-16 offsets into the text as given', async () => {
  const texts = ['🩺🩸 姓名：孙悦', 'Ｎａｍｅ：Jane Roe', '白细胞 6.5']
  const { code, out } = await run(texts.map((text, id) => JSON.stringify({ id, text })).join('\n'))
  expect(code).toBe(0)
  expect(out.map((answer) => answer.id)).toEqual([0, 1, 2])
  const spans = out.map((answer) => answer.spans as { start: number; end: number; category: string }[])
  expect(spans.map((list, i) => list.map(({ start, end }) => texts[i]!.slice(start, end)))).toEqual([
    ['孙悦'],
    ['Jane Roe'],
    [],
  ])
  expect(Object.keys(spans[0]![0]!).sort()).toEqual(['category', 'detector', 'end', 'score', 'start'])
})

it.each([
  ['{"id": 1, "text": "ok"}\n{"id": 2}\n', /line 2 /],
  ['{"id": 1, "text": "ok"}\n\nSECRET Jane\n', /line 3 /],
])('answers up to the line that is no question, and names it without its content', async (input, message) => {
  const { code, out, error } = await run(input)
  expect(code).toBe(2)
  expect(out.map((answer) => answer.id)).toEqual([1])
  expect(error).toMatch(message)
  expect(error).not.toMatch(/SECRET/)
})

it('knows zh, en and auto', async () => {
  const { code, error } = await run('', 'fr')
  expect(code).toBe(2)
  expect(error).toMatch(/--lang must be zh, en or auto, got fr/)
})
