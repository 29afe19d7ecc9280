const compiled = new Map<string, RegExp>()

/** Compiles a safety pattern: Unicode, case-insensitive unless it starts with `(?-i)`. */
export function safetyPattern(source: string): RegExp {
  let pattern = compiled.get(source)
  if (pattern === undefined) {
    pattern = source.startsWith('(?-i)') ? new RegExp(source.slice(5), 'gu') : new RegExp(source, 'giu')
    compiled.set(source, pattern)
  }
  pattern.lastIndex = 0
  return pattern
}
