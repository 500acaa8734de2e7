import { resolve } from 'node:path'
import { evaluateSearch, languageNames, slips } from '@inkling/search-index/evaluation'
import { type Command, Option } from 'commander'
import { CliError } from '../cli-error.ts'
import type { Context } from '../context.ts'
import { finish } from '../evaluate/finish.ts'
import { readDocuments, readJudgements, readQueries, readSpellings } from '../evaluate/read-collection.ts'
import { renderSearchEvaluation } from '../evaluate/render-search-evaluation.ts'
import type { GlobalFlags } from './admin.ts'

interface SearchFlags extends GlobalFlags {
  readonly corpus: string
  readonly queries: string
  readonly qrels: string
  readonly language: (typeof languageNames)[number]
  readonly typos?: string | true
  readonly learned?: true
}

/** Adds `inkling evaluate search`, which measures search on a test collection with the code that serves it. */
export function addEvaluateSearchCommand(evaluate: Command, context: Context): void {
  evaluate
    .command('search')
    .description('measure the accuracy and speed of search on a test collection')
    .requiredOption('--corpus <file>', 'JSON lines of {id, title, text}')
    .requiredOption('--queries <file>', 'JSON lines of {id, text}')
    .requiredOption('--qrels <file>', 'query, document and relevance, separated by tabs')
    .addOption(new Option('--language <code>', 'of the documents').choices(languageNames).default('en'))
    .option('--typos [file]', 'also misspell words: at random, or by a file with lines of wrong TAB right')
    .option('--learned', 'also learn the blend from the judgements, with five-fold cross-validation')
    .action(async (_flags: object, command: Command) => {
      await run(command.optsWithGlobals<SearchFlags>(), context)
    })
}

async function run(flags: SearchFlags, { config, print, signal }: Context): Promise<void> {
  const path = (file: string) => resolve(config.directory, file)
  const documents = await readDocuments(path(flags.corpus))
  if (documents.length === 0)
    throw new CliError(
      `${flags.corpus} contains no document. Each line must be JSON such as {"id":"1","title":"…","text":"…"}.`,
    )
  const queries = await readQueries(path(flags.queries))
  const judgements = await readJudgements(path(flags.qrels))
  const clock = () => performance.now()
  const slip = await slipOf(flags.typos, path)
  const isLearned = flags.learned === true
  const index = { language: flags.language }
  const steps = evaluateSearch({ documents, queries, judgements, index, slip, isLearned, clock })
  const report = await finish(steps, signal)
  if (report.queries === 0)
    throw new CliError(
      `${flags.qrels} judges no document relevant to a query of ${flags.queries}. Do the query ids match?`,
    )
  print(flags.json ? JSON.stringify(report, null, 2) : renderSearchEvaluation(report))
}

async function slipOf(
  typos: SearchFlags['typos'],
  path: (file: string) => string,
): Promise<typeof slips.random | undefined> {
  if (typos === undefined) return undefined
  return typos === true ? slips.random : slips.human(await readSpellings(path(typos)))
}
