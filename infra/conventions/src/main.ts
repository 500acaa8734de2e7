/**
 * House rules that no linter has, as `pnpm conventions` (a part of `pnpm check`):
 *
 * - A line of code, comment, SQL or Markdown ends at 120 columns; `longLines` says what is exempt.
 * - Every workspace has a README.md.
 * - A migration keeps the services of the version before working; `breakingSteps` says how.
 * - A runbook names only metrics, log lines and environment variables that are in the code.
 */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { breakingSteps } from './breaking-steps.ts'
import { longLines } from './long-lines.ts'
import { unknownNames } from './unknown-names.ts'

process.chdir(fileURLToPath(new URL('../../..', import.meta.url)))

const skipped = /(^|\/)(node_modules|dist|\.inkling|\.turbo)(\/|$)/
const list = (...patterns: string[]) => globSync(patterns, { exclude: (path) => skipped.test(path) }).sort()
const read = (file: string) => readFileSync(file, 'utf8')

const texts = list(
  '{services,packages,infra,load}/**/*.{ts,mjs,sql,sh,md,wat}',
  '*.{md,ts}',
  'pnpm-workspace.yaml',
  '.ci/*',
)
const columns = texts.flatMap((file) =>
  longLines(file, read(file)).map((line) => `${file}:${line}: end the line at 120 columns`),
)

const workspaces = list('{services,packages,infra}/*/package.json', 'load/package.json').map(dirname)
const readmes = workspaces
  .filter((folder) => !existsSync(`${folder}/README.md`))
  .map((folder) => `${folder}: add a README.md of about thirty lines`)

const sources = list('{services,packages}/*/src/**/*.ts').filter((file) => !file.endsWith('.test.ts'))
const code = sources.map(read).join('\n')
const names = list('infra/runbooks/*.md').flatMap((file) =>
  unknownNames(read(file), code).map((name) => `${file}: the code has no metric, setting or log line "${name}"`),
)

/** The schema before the rule is that of the first version. */
const ruleFrom = '20261130130000'
const migrations = list('infra/postgres/migrations/*.sql').filter((file) => basename(file) >= ruleFrom)
const breaking = migrations.flatMap((file) => breakingSteps(read(file)).map((step) => `${file}:${step}`))

const findings = [...columns, ...readmes, ...names, ...breaking]
for (const finding of findings) console.error(finding)
process.exitCode = findings.length > 0 ? 1 : 0
