import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Mutant } from './mutant.ts'

/** What takes a tenant out of a key, a name or a comparison. */
interface Rule {
  /** Global. */
  readonly pattern: RegExp
  readonly replacement: string
  /** All places of one map or cache in a file are one mutant: to change one of them only breaks it. */
  readonly isOfMap?: true
  /** The end of the path of the only file that has it. */
  readonly file?: string
}

const rules: readonly Rule[] = [
  // Keys of caches, in memory and in Redis.
  { pattern: /(?<=\bkeyOf\()(?:\w+\.)*tenantId(?=,)/g, replacement: "'-'", isOfMap: true },
  { file: 'cache-key.ts', pattern: /\$\{this\.ownerText\}(?=\/\$\{this\.id\})/g, replacement: '' },
  { file: 'cache-key.ts', pattern: /\$\{ownerText\(owner\)\}(?=\/)/g, replacement: '' },
  {
    file: 'tiers/memory.ts',
    pattern: /(?<=this\.#tenants\.(?:get|set|delete)\()(?:key\.)?ownerText/g,
    replacement: "'-'",
    isOfMap: true,
  },
  // Names that are made of texts: of cursors, receipts, idempotent requests, limits, tags and visitors.
  { pattern: /\$\{(?:\w+\.)*tenantId\}(?=[^`]*`)/g, replacement: '' },
  { pattern: /(?<=JSON\.stringify\(\[)tenantId, /g, replacement: '' },
  { pattern: /(?<=\btake\((?:'\w+'|call\.limit), )tenantId/g, replacement: "'-'" },
  { pattern: /(?<=this\.#\w+\.(?:get|set|has|delete)\()(?:\w+\.)*tenantId\b/g, replacement: "'-'", isOfMap: true },
  // Topics of streams.
  { file: 'streams/channels.ts', pattern: /(?<=`)\$\{owner\}\\0/g, replacement: '' },
  { file: 'streams/streams.ts', pattern: /(?<=platformOwner : )owner\.identity\.tenantId/g, replacement: "'-'" },
  { file: 'streams/streams.ts', pattern: /channel\.owner === owner/g, replacement: 'true' },
  { file: 'streams/streams.ts', pattern: /channel\.owner !== owner/g, replacement: 'false' },
  { file: 'streams/streams.ts', pattern: /one\.owner === owner/g, replacement: 'true' },
  { file: 'streams/connections.ts', pattern: /connection\.owner\.identity\.tenantId === owner/g, replacement: 'true' },
  { file: 'streams/commands.ts', pattern: /!identity\.scopes\.includes\(scope\)/g, replacement: 'false' },
  { file: 'adapters/stream-broker.ts', pattern: /\$\{owner\}/g, replacement: '' },
  { file: 'src/stream-log-key.ts', pattern: /\$\{owner\}/g, replacement: '' },
  // Who may read what.
  { pattern: /\bisOperator(?= \?)/g, replacement: 'true' },
  { pattern: /\btenantId === undefined(?= \? ofAllTenants)/g, replacement: 'true' },
  { pattern: /\b(?:receipt|span)\.tenantId === tenantId\b/g, replacement: 'true' },
  { pattern: /scopes\.includes\('ops:read'\)(?= \? undefined : tenantId)/g, replacement: 'true' },
]

/**
 * Files whose maps say when something is due, or how busy a tenant is, and whose texts are read by people: without the
 * tenant in them something happens too late or too often, and nobody sees what is another's.
 */
const namesWithoutData = [
  ...['active-tenants', 'drift-monitor', 'freshness', 'learner', 'background-writer', 'tenant-visits'],
  ...['invalidation-bus', 'cross-origin', 'adapters/tenants'],
]
const withoutData = new RegExp(`(${namesWithoutData.join('|')})\\.ts$`)

const services = ['gateway', 'prediction', 'suggestion', 'search', 'maintenance'].map((name) => `services/${name}`)
const shared = ['cache', 'contracts', 'service-kit', 'read-model'].map((name) => `packages/${name}`)

/** Every place in the code of services, and of what they share, that keeps tenants apart without SQL, by file. */
export function serviceMutants(root: string): [file: string, mutants: Mutant[]][] {
  const files = globSync(`{${[...services, ...shared]}}/src/**/*.ts`, { cwd: root }).filter(
    (file) => !file.endsWith('.test.ts') && !withoutData.test(file),
  )
  return files.toSorted().flatMap((file): [string, Mutant[]][] => {
    const source = readFileSync(join(root, file), 'utf8')
    const mutants = rules
      .filter((rule) => rule.file === undefined || file.endsWith(rule.file))
      .flatMap((rule) => mutantsOf(join(root, file), file, source, rule))
    return mutants.length > 0 ? [[file, mutants]] : []
  })
}

function mutantsOf(path: string, file: string, source: string, { pattern, replacement, isOfMap }: Rule): Mutant[] {
  const found = [...source.matchAll(pattern)].map(({ 0: text, index }) => ({ text, index }))
  const groups = Map.groupBy(found, ({ index }) => (isOfMap ? mapBefore(source.slice(0, index)) : index))
  return [...groups].map(([of, [...group]]) => {
    const lines = group.map(({ index }) => source.slice(0, index).split('\n').length).join(',')
    const where = typeof of === 'string' ? ` in ${of}` : ''
    const mutated = group.reduceRight(
      (text, one) => `${text.slice(0, one.index)}${replacement}${text.slice(one.index + one.text.length)}`,
      source,
    )
    return {
      name: `${file}:${lines} without ${group[0]?.text.trim()}${where}`,
      apply: async () => writeFileSync(path, mutated),
      undo: async () => writeFileSync(path, source),
      restore: () => writeFileSync(path, source),
    }
  })
}

/** `lists` of `lists.get(keyOf(`, and `#known` of `this.#known.get(`. */
const mapBefore = (text: string): string => /(#?\w+)\.\w+\((?:keyOf\()?$/.exec(text)?.[1] ?? 'key'
