import { Command, InvalidArgumentError } from 'commander'
import type { PublishCommand } from '../pipelines/commands/publish.js'

/** Exit codes of the design: 0 ok, 1 error, 2 usage, 3 a gate failed, 4 done but some reports are quarantined, 130 interrupted. */
const USAGE = 2

const program = new Command('checkup')
  .description('Turns raw health check-up reports into a de-identified, typed dataset with Action Cards.')
  .showHelpAfterError('(run `checkup help` for the commands)')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : USAGE))

const number = (text: string): number => {
  const value = Number(text)
  if (!Number.isFinite(value)) throw new InvalidArgumentError('a number is needed')
  return value
}

/** Options of every command that works on a build. */
function workplace(command: Command): Command {
  return command
    .option('--raw <folder>', 'folder of reports (default: raw/reports)')
    .option('--processed <folder>', 'folder of what is built (default: processed)')
    .option('--vault <folder>', 'folder of keys and identifiers (default: raw/.vault)')
    .option('--config <file>', 'configuration (default: configs/default.yaml)')
}

/** Options that choose what runs. */
function selection(command: Command): Command {
  return workplace(command)
    .option('--only <stage>', 'run this stage only')
    .option('--from <stage>', 'run from this stage on')
    .option('--shard <i/N>', 'run the i-th of N parts of the reports')
}

selection(program.command('build'))
  .description('build a release from the reports')
  .option('--dry-run', 'say what would run and why, and run nothing')
  .option('--executor <name>', 'local or bullmq')
  .option('--workers <n>', 'worker processes', number)
  .option('--strict', 'fail when a report is quarantined')
  .action(async (options) => {
    const { build } = await import('../pipelines/commands/build.js')
    process.exitCode = await build(options)
  })

workplace(program.command('status'))
  .description('what is built, what would run, what is set aside')
  .action(async (options) => {
    const { status } = await import('../pipelines/commands/build.js')
    process.stdout.write(await status(options))
  })

workplace(program.command('explain <report_id>'))
  .description('what would run for a report, and which change makes it run')
  .action(async (id, options) => {
    const { explain } = await import('../pipelines/commands/build.js')
    process.stdout.write(await explain(id, options))
  })

workplace(program.command('retry [report_ids...]'))
  .description('try quarantined reports again (all, or those named), then build')
  .action(async (ids, options) => {
    const { retry } = await import('../pipelines/commands/build.js')
    process.exitCode = await retry(ids, options)
  })

workplace(program.command('worker'))
  .description('perform tasks of a build that runs with --executor bullmq (engine.redis_url of the configuration)')
  .option('--workers <n>', 'worker processes', number)
  .action(async (options) => {
    const { work } = await import('../pipelines/commands/worker.js')
    await work(options)
  })

workplace(program.command('show [report_id]'))
  .description('all that is known of a report after the privacy wall')
  .option('--format <format>', 'md, json or html', 'md')
  .option('--all', 'every report, one line of JSON each')
  .action(async (id: string | undefined, options) => {
    const { show } = await import('../pipelines/commands/show.js')
    await show(id, options, process.stdout)
  })

program
  .command('detect')
  .description('find identifiers in JSON lines {id, text} from standard input')
  .option('--lang <language>', 'zh, en or auto', 'auto')
  .action(async (options: { lang: string }) => {
    const { detect } = await import('../pipelines/commands/detect.js')
    await detect(process.stdin, process.stdout, options.lang)
  })

workplace(program.command('trace <file_or_report_id>'))
  .description('the report id of a raw file, or the raw file of a report id (for the maintainer only)')
  .action(async (subject: string, options) => {
    const { trace } = await import('../pipelines/commands/trace.js')
    process.stdout.write(`${await trace(subject, options)}\n`)
  })

workplace(program.command('audit'))
  .description('check every page for surviving identifiers and write the audit report')
  .option('--verify', 'check the audit log only')
  .option('--sample <n>', 'pages in the human sample', number)
  .option('--seed <n>', 'seed of the sample', number)
  .option('--ocr <pages>', 'page images read back: none, sample or all')
  .option('--workers <n>', 'worker processes', number)
  .option('--judge <report/page=misses...>', 'what an auditor saw on sampled pages')
  .option('--sign <auditor>', 'sign the audited content; only a pseudonym is kept')
  .action(async (options) => {
    const { audit } = await import('../pipelines/commands/audit.js')
    process.exitCode = await audit(options)
  })

workplace(program.command('review'))
  .description('open the desk of a clinician, adjudicator or auditor in the browser, on this machine only')
  .option('--reviewer <pseudonym>', 'judge Action Cards')
  .option('--adjudicate', 'settle what reviewers differ on')
  .option('--auditor <pseudonym>', 'look at redacted pages: the human sample of the audit')
  .option('--sample <n>', "pages in the auditor's sample", number)
  .option('--seed <n>', 'seed of the sample', number)
  .option('--port <n>', 'port (default: any free one)', number)
  .action(async (options) => {
    const { review } = await import('../pipelines/commands/review.js')
    await review(options, (address) =>
      process.stdout.write(`open ${address}\nstop with Ctrl-C; what is saved is saved\n`),
    )
  })

workplace(program.command('withdraw'))
  .description('remove a person for good: artefacts, vault and annotations; the next release drops the rows')
  .option('--file <file>', 'a raw file (also --raw <file>)')
  .option('--report <id>', 'a report id')
  .option('--patient <id>', 'a patient id')
  .action(async (options) => {
    const { withdraw } = await import('../pipelines/commands/withdraw.js')
    process.stdout.write(`${await withdraw(options)}\n`)
  })

program
  .command('synth')
  .description('write a seeded corpus of invented reports with ground truth')
  .option('--seed <n>', 'seed', number, 7)
  .option('--reports <n>', 'number of reports', number, 20)
  .option('--out <folder>', 'folder to write', 'raw/reports')
  .action(async (options: { seed: number; reports: number; out: string }) => {
    const { synth } = await import('../pipelines/commands/synth.js')
    process.stdout.write(`${await synth(options)}\n`)
  })

const cards = program.command('cards').description('Action Cards')
workplace(cards.command('lint <files...>'))
  .description('run the safety gate on JSON lines of cards')
  .action(async (files: string[], options) => {
    const { lintFiles } = await import('../pipelines/commands/cards-lint.js')
    process.exitCode = await lintFiles(files, options)
  })
workplace(cards.command('draft'))
  .description('ask a model for cards, beside those of the rules; sends de-identified records to its endpoint')
  .requiredOption('--model <id>', 'a file of configs/models')
  .option('--report <ids...>', 'only these reports')
  .option('--seed <n>', 'seed sent to the model', number)
  .action(async (options) => {
    const { draftCommand } = await import('../pipelines/commands/cards-draft.js')
    const { text, exitCode } = await draftCommand(options)
    process.stdout.write(text)
    process.exitCode = exitCode
  })

workplace(cards.command('assign'))
  .description('deal reports to reviewers: seeded, stratified, blind to each other')
  .requiredOption('--reviewers <names>', 'comma-separated', (text: string) => text.split(','))
  .option('--overlap <share>', 'share of the reports that two reviewers get', number, 1)
  .option('--seed <n>', 'seed', number, 7)
  .action(async (options) => {
    const { assign } = await import('../pipelines/commands/cards-assign.js')
    process.stdout.write(assign(options))
  })
workplace(cards.command('agreement'))
  .description('agreement of reviewers per field: percent, weighted kappa, Krippendorff alpha')
  .option('--seed <n>', 'seed of the intervals', number, 7)
  .option('--format <format>', 'text or json', 'text')
  .action(async (options) => {
    const { agreement } = await import('../pipelines/commands/cards-agreement.js')
    process.stdout.write(agreement(options))
  })
workplace(cards.command('adjudicate'))
  .description('list what reviewers disagree on')
  .option('--format <format>', 'text or json', 'text')
  .action(async (options) => {
    const { adjudicate } = await import('../pipelines/commands/cards-adjudicate.js')
    process.stdout.write(adjudicate(options))
  })
workplace(cards.command('export'))
  .description("a reviewer's cards as a sheet, to work elsewhere")
  .requiredOption('--reviewer <name>', 'reviewer')
  .option('--adjudicate', 'cards that wait for an adjudicator, with what reviewers said')
  .option('--format <format>', 'csv or jsonl', 'csv')
  .action(async (options) => {
    const { exportCards } = await import('../pipelines/commands/cards-exchange.js')
    process.stdout.write(exportCards(options))
  })
workplace(cards.command('import <file>'))
  .description('take the decisions of a filled sheet')
  .requiredOption('--reviewer <name>', 'reviewer')
  .option('--adjudicate', 'the sheet holds the rulings of an adjudicator')
  .option('--format <format>', 'csv or jsonl', 'csv')
  .action(async (file: string, options) => {
    const { importCards } = await import('../pipelines/commands/cards-exchange.js')
    process.stdout.write(importCards(file, options, new Date().toISOString()))
  })

const benchmark = program.command('benchmark').description('score models on Action Cards')
/** Options of the benchmark's commands. */
function benchmarkData(command: Command): Command {
  return workplace(command)
    .option('--release <folder|org/name@tag>', 'release (default: the newest built)')
    .option('--split <split>', 'train, validation or test')
    .option('--gold <file>', 'gold cards from JSON lines instead of the release')
}
benchmarkData(benchmark.command('run'))
  .description('ask a model or a baseline about the reports of a split; resumes where it stopped')
  .requiredOption('--model <id>', 'a file of configs/models or a built-in baseline')
  .option('--track <track>', 'image, text, structured or ocr')
  .option('--prompt <name>', 'prompt template')
  .option('--out <file>', 'predictions file')
  .option('--limit <n>', 'reports', number)
  .option('--repeat <k>', 'samples per report', number)
  .option('--concurrency <n>', 'requests at a time', number)
  .option('--retry-errors', 'ask again where an answer failed')
  .option('--max-cost <amount>', 'stop before it is spent', number)
  .option('--probes', 'also counterfactual variants and reports with sections removed')
  .action(async (options) => {
    const { benchmarkRun } = await import('../pipelines/commands/benchmark-run.js')
    process.exitCode = await benchmarkRun(options)
  })
benchmarkData(benchmark.command('score <predictions>'))
  .description('score predictions from anywhere; needs no model')
  .option('--out <file>', 'score file')
  .option('--partial', 'score the answered reports only, and say so')
  .option('--validate', 'check the file and score nothing')
  .option('--model <name>', 'name for predictions that do not say')
  .action(async (file: string, options) => {
    const { benchmarkScore } = await import('../pipelines/commands/benchmark-score.js')
    const { exitCode, output } = await benchmarkScore(file, options)
    process.stdout.write(output)
    process.exitCode = exitCode
  })
benchmarkData(benchmark.command('baselines'))
  .description('run the built-in baselines and print their leaderboard; needs no network')
  .option('--out <folder>', 'folder of the report')
  .action(async (options) => {
    const { benchmarkBaselines } = await import('../pipelines/commands/benchmark-baselines.js')
    const { exitCode, output } = await benchmarkBaselines(options)
    process.stdout.write(output)
    process.exitCode = exitCode
  })
benchmarkData(benchmark.command('judge <predictions...>'))
  .description('ask a judge model how useful the cards are; kept apart from all scores')
  .requiredOption('--judge <id>', 'a file of configs/models')
  .option('--human <file>', 'ratings by people, to compare the judge with')
  .option('--pairwise', 'also two by two, in both orders')
  .option('--out <file>', 'usefulness file')
  .option('--limit <n>', 'reports', number)
  .option('--concurrency <n>', 'requests at a time', number)
  .option('--retry-errors', 'ask again where an answer failed')
  .option('--max-cost <amount>', 'stop before it is spent', number)
  .action(async (files: string[], options) => {
    const { benchmarkJudge } = await import('../pipelines/commands/benchmark-judge.js')
    const { exitCode, output } = await benchmarkJudge(files, options)
    process.stdout.write(output)
    process.exitCode = exitCode
  })
benchmarkData(benchmark.command('report <runs...>'))
  .description('leaderboard as a page, Markdown and JSON')
  .option('--out <folder>', 'folder to write')
  .option('--metric <name>', 'metric that ranks')
  .option('--usefulness <file>', 'what `benchmark judge` wrote, printed beside the scores')
  .option('--dataset <org/name>', 'also write eval.yaml and .eval_results')
  .option('--framework <name>', 'evaluation framework of eval.yaml')
  .option('--date <YYYY-MM-DD>', 'date of the results')
  .action(async (runs: string[], options) => {
    const { benchmarkReport } = await import('../pipelines/commands/benchmark-report.js')
    const { exitCode, output } = await benchmarkReport(runs, options)
    process.stdout.write(output)
    process.exitCode = exitCode
  })

const release = program.command('release').description('releases')
release
  .command('verify <folder>')
  .description('check a release folder, offline')
  .action(async (folder: string) => {
    const { verifyRelease } = await import('../pipelines/commands/verify-release.js')
    process.exitCode = await verifyRelease(folder)
  })

program
  .command('diff <old> <new>')
  .description('what changed between two release folders, and the smallest version step that says so')
  .option('--format <format>', 'text or json', 'text')
  .action(async (older: string, newer: string, options: { format: string }) => {
    const { diff } = await import('../pipelines/commands/diff.js')
    process.stdout.write(await diff(older, newer, options.format))
  })

workplace(program.command('publish'))
  .description('publish a release to the Hugging Face Hub; a dry run until --yes')
  .option('--repo <namespace/name>', 'dataset repository')
  .option('--release <folder>', 'release folder (default: the newest)')
  .option('--yes', 'send it; without it nothing is sent')
  .option('--branch <name>', 'branch of the repository (default: main)')
  .option('--private', 'keep the repository private (default for a new one)')
  .option('--public', 'make the repository public, after the upload')
  .option('--gated <mode>', 'auto, manual or false: set before any file')
  .option('--unsigned', 'publish a private preview that no auditor has signed; the card says so')
  .option('--previous <folder>', 'folder of the release before (default: the version before, beside it)')
  .option('--mirror <file:///folder>', 'publish the same tree to a folder instead')
  .option('--hub-url <url>', 'another Hub')
  .option('--xet', 'upload in chunks: sends less of a changed shard, takes more processor time')
  .action(async (options: PublishCommand) => {
    const { publish } = await import('../pipelines/commands/publish.js')
    process.stdout.write(`${await publish(options)}\n`)
  })

workplace(program.command('doctor'))
  .description('check this machine and say how to fix what is missing')
  .action(async (options) => {
    const { printDoctor } = await import('../pipelines/commands/doctor.js')
    process.exitCode = await printDoctor(options, process.stdout)
  })

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // The reader has gone (`checkup show --all | head`): nothing is left to say.
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

try {
  await program.parseAsync()
} catch (error) {
  const { exitCode, line } = await describe(error)
  process.stderr.write(`${line}\n`)
  process.exitCode = exitCode
}

/** Errors of our own say what happened and what to do. Of any other only the class is printed: its message may quote a report. */
async function describe(error: unknown): Promise<{ exitCode: number; line: string }> {
  const { explainError } = await import('../pipelines/explain-error.js')
  return explainError(error)
}
