import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const named = /\b(import|export) \{([^}]*)\} from '([^']+)'/g
const whole = /\bimport (?:\w+ from |\* as \w+ from )?'([^']+)'|\bimport\('([^']+)'\)/g

/**
 * Finds, of a file, the tests that reach it by their imports: nearest first, by how many files lie between. A file that
 * only exports what others have, as the index of a package, does not count: each of its names leads to its own file.
 */
export function nearestTestsIn(root: string): (file: string) => readonly (readonly string[])[] {
  const exclude = (name: string) => name.includes('node_modules')
  const files = globSync('{services,packages,infra}/**/*.ts', { cwd: root, exclude })
  const importers = importersIn(root, files)
  return (file) => {
    const seen = new Set([file])
    const tiers: string[][] = []
    for (let at = [file]; at.length > 0; ) {
      at = at.flatMap((one) => [...(importers.get(one) ?? [])]).filter((one) => !seen.has(one) && seen.add(one))
      tiers.push(at.filter((one) => one.endsWith('.test.ts')))
    }
    return tiers.filter((tier) => tier.length > 0)
  }
}

function importersIn(root: string, files: readonly string[]): ReadonlyMap<string, ReadonlySet<string>> {
  const resolve = resolverOf(root)
  const sources = files.map((file) => [file, readFileSync(join(root, file), 'utf8')] as const)
  const exported = new Map<string, string>()
  for (const [file, source] of sources)
    for (const [, verb, names = '', from = ''] of source.matchAll(named))
      if (verb === 'export')
        for (const name of namesIn(names)) exported.set(`${file} ${name}`, resolve(file, from) ?? '')
  const origin = (file: string, name: string): string => {
    const from = exported.get(`${file} ${name}`)
    return from ? origin(from, name) : file
  }
  const importers = new Map<string, Set<string>>()
  const add = (target: string | undefined, file: string) => {
    if (target !== undefined) importers.set(target, (importers.get(target) ?? new Set()).add(file))
  }
  for (const [file, source] of sources) {
    for (const [, verb, names = '', from = ''] of source.matchAll(named)) {
      const target = resolve(file, from)
      if (verb === 'import' && target !== undefined) for (const name of namesIn(names)) add(origin(target, name), file)
    }
    for (const [, from, later] of source.matchAll(whole)) add(resolve(file, from ?? later ?? ''), file)
  }
  return importers
}

/** Without types: a test that imports only these does not run the file. */
const namesIn = (names: string): string[] =>
  names
    .split(',')
    .map((name) => name.trim().replace(/ as .*/, ''))
    .filter((name) => name !== '' && !name.startsWith('type '))

/** The file, as a path from `root`, that a file imports by this name; undefined for a library. */
function resolverOf(root: string): (from: string, name: string) => string | undefined {
  const manifests = globSync('{services,packages,infra}/*/package.json', { cwd: root })
  const exported = new Map(manifests.flatMap((path) => exportsOf(root, path)))
  return (from, name) => (name.startsWith('.') ? join(dirname(from), name) : exported.get(name))
}

function exportsOf(root: string, path: string): [name: string, file: string][] {
  const { name, exports } = JSON.parse(readFileSync(join(root, path), 'utf8'))
  const entries = typeof exports === 'string' ? [['.', exports]] : Object.entries(exports ?? {})
  return entries.map(([at, file]) => [join(name, String(at)), join(dirname(path), String(file))])
}
