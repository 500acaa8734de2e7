/** Fails if a Markdown file points to a file, a heading or a path that does not exist, as `pnpm links`. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { deadLinks } from './dead-links.ts'

process.chdir(fileURLToPath(new URL('../../..', import.meta.url)))

const skipped = /(^|\/)(node_modules|dist|\.inkling|\.turbo|handbook)(\/|$)/
const files = globSync('**/*.md', { exclude: (path) => skipped.test(path) })
const repository = { exists: existsSync, read: (path: string) => readFileSync(path, 'utf8') }
const faults = files.flatMap((file) => deadLinks(file, repository).map((fault) => `${file}: ${fault}`))
for (const fault of faults) console.error(fault)
process.exitCode = faults.length > 0 ? 1 : 0
