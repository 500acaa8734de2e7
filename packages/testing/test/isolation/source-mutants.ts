import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Mutant } from './mutant.ts'

/**
 * `tenant_id = ${…}`, and a join of the tenants of two tables; in the file of tenants also `id = ${id}`. Rows that are
 * named by their place are chosen by a predicate before, so one beside it excludes none.
 */
const predicate = /(?:\w+\.)?tenant_id = (?:\$\{[^}]+\}|\w+\.tenant_id)(?! and \(tableoid, ctid\) in)/g
const ownPredicate = /(?<=where )id = \$\{id\}/g

/** Every tenant predicate in the SQL of packages/database, each with the place where it stands, by file. */
export function sourceMutants(root: string): [file: string, mutants: Mutant[]][] {
  const files = globSync('packages/database/src/**/*.ts', { cwd: root }).filter((file) => !file.endsWith('.test.ts'))
  return files.toSorted().map((file) => {
    const path = join(root, file)
    const source = readFileSync(path, 'utf8')
    const found = [
      ...source.matchAll(predicate),
      ...(file.endsWith('control/tenants.ts') ? source.matchAll(ownPredicate) : []),
    ]
    const names = new Map<string, number>()
    const mutants = found.map(({ 0: text, index }) => ({
      name: numbered(nameOf(file, source.slice(0, index), text), names),
      apply: async () => writeFileSync(path, `${source.slice(0, index)}true${source.slice(index + text.length)}`),
      undo: async () => writeFileSync(path, source),
      restore: () => writeFileSync(path, source),
    }))
    return [file, mutants]
  })
}

/** The second predicate of a function that is like its first one is called so. */
function numbered(name: string, names: Map<string, number>): string {
  const place = name.replace(/:\d+/, '')
  const number = (names.get(place) ?? 0) + 1
  names.set(place, number)
  return number === 1 ? name : `${name} (${number})`
}

const nameOf = (file: string, before: string, text: string): string =>
  `${file}:${before.split('\n').length} without ${text} in ${functionBefore(before)}`

/** The name of the last function that begins in a text. */
const functionBefore = (text: string): string =>
  [...text.matchAll(/(?:function\*? |const )(\w+)(?= = (?:async )?\(|[(<])/g)].at(-1)?.[1] ?? 'the file'
