/**
 * House rules that no linter has, as `pnpm conventions` (a part of `pnpm check`):
 *
 * - A line ends at 120 columns. Exempt is what cannot be broken: code that is long by a text in quotes, a row of a
 *   Markdown table, a Markdown line of one word (a link), and fenced blocks of Markdown.
 * - Every workspace has a README.md.
 * - A runbook names only metrics, log lines and environment variables that are in the code.
 */
import { globSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { longLines } from './conventions/long-lines.mjs'
import { unknownNames } from './conventions/unknown-names.mjs'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))

/** TEMPORARY: folders whose owners have not come to it yet. Delete a line here when its folder passes. */
const columnsNotYet = [
  'packages/cli',
  'packages/client',
  'packages/contracts',
  'packages/database',
  'packages/learning',
  'packages/predictors',
  'packages/queues',
  'packages/read-model',
  'packages/resilience',
  'packages/search-index',
  'packages/service-kit',
  'packages/telemetry',
  'services/gateway',
  'services/maintenance',
  'services/prediction',
  'services/search',
  'services/suggestion',
  'services/worker',
]
/** TEMPORARY, likewise: workspaces without a README. */
const readmeNotYet = [
  'packages/contracts',
  'packages/database',
  'packages/errors',
  'packages/learning',
  'packages/queues',
  'packages/read-model',
  'packages/resilience',
  'packages/service-kit',
  'packages/telemetry',
  'packages/testing',
  'services/gateway',
  'services/maintenance',
  'services/prediction',
  'services/suggestion',
  'services/worker',
]

const skipped = /(^|\/)(node_modules|dist|\.inkling|\.turbo|\.git)(\/|$)/
const list = (...patterns) => globSync(patterns, { exclude: (path) => skipped.test(path) }).sort()
const isUnder = (folders, file) => folders.some((folder) => file.startsWith(`${folder}/`))

const folders = '{services,packages,infra,load,.ci}'
const texts = list(`${folders}/**/*.{ts,mjs,sql,sh,md,wat}`, '*.{md,ts,mjs}', 'pnpm-workspace.yaml', '.ci/*')
const sources = list('{services,packages}/*/src/**/*.ts').filter((file) => !file.endsWith('.test.ts'))
const workspaces = list('{services,packages,infra}/*/package.json', 'load/package.json').map(dirname)

const findings = [
  ...texts
    .filter((file) => !isUnder(columnsNotYet, file))
    .flatMap((file) =>
      longLines(file, readFileSync(file, 'utf8')).map((line) => `${file}:${line}: end the line at 120 columns`),
    ),
  ...workspaces
    .filter((folder) => !readmeNotYet.includes(folder) && list(`${folder}/README.md`).length === 0)
    .map((folder) => `${folder}: add a README.md of about thirty lines`),
  ...unknownNames(list('infra/runbooks/*.md'), sources),
]
for (const finding of findings) console.error(finding)
process.exitCode = findings.length > 0 ? 1 : 0
