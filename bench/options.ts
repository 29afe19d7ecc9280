import { basename } from 'node:path'
import { type ParseArgsConfig, parseArgs } from 'node:util'

/**
 * A benchmark's options from the command line. `--help` prints them with their defaults and ends; what is not among them ends with 2.
 */
export function readOptions<T extends NonNullable<ParseArgsConfig['options']>>(options: T) {
  const usage = `node dist/bench/${basename(process.argv[1] ?? '')} ${Object.entries(options)
    .map(([name, option]) => {
      const value = option.default === undefined ? '<value>' : String(option.default)
      return option.type === 'boolean' ? `[--${name}]` : `[--${name} ${value}]`
    })
    .join(' ')}`
  if (process.argv.includes('--help')) {
    console.log(usage)
    process.exit(0)
  }
  try {
    return parseArgs({ options }).values
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${usage}`)
    process.exit(2)
  }
}
