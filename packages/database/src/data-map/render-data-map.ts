import { retentionPeriods } from '@inkling/contracts/names'
import { boundedTables, retentionRules } from '../retention/delete-old-rows.ts'
import columns from './columns.json' with { type: 'json' }

/** What the columns of a table hold, by class. */
export interface MappedTable {
  /** By class, the names of its columns, with spaces between them. */
  readonly columns: Readonly<Record<string, string>>
  /** What an erasure of a user does with it; without it nothing, because it holds nothing of one user. */
  readonly erasure?: string
}

/** By table. A test compares it with the schema. */
export const dataMap: Readonly<Record<string, MappedTable>> = columns

export const dataClasses: Readonly<Record<string, string>> = {
  identifier: 'names a user or a session of the tenant, as the tenant chose',
  pseudonym: 'names a user to those who have a key that is not in the database, and know the id',
  personal: 'tells what one user did, got or typed, or may hold a copy of that',
  learned: 'is computed from what users did, so that one of them may have left a trace',
  sums: 'counts what many users did; names none',
  tenant: 'is what the tenant wrote about its own things; it may hold personal data if the tenant puts some there',
  staff: 'tells what people did who work with Inkling',
  technical: 'is about none of them',
}

const personalClasses = ['identifier', 'pseudonym', 'personal', 'learned']

/** The data map as Markdown: what is personal, where, for how long, and what an erasure does with it. */
export function renderDataMap(): string {
  const tables = Object.entries(dataMap)
  const isPersonal = ([, { columns: own }]: (typeof tables)[number]) => personalClasses.some((each) => each in own)
  return [
    '# Data map',
    '',
    'Made by `pnpm data-map` from `packages/database/src/data-map/columns.json` and the rules of retention. A test',
    'compares it with every column of the schema.',
    '',
    '| Class | A column of it |',
    '|---|---|',
    ...Object.entries(dataClasses).map(([name, what]) => `| ${name} | ${what} |`),
    '',
    '## What is personal',
    '',
    ...tables.filter(isPersonal).flatMap(sectionOf),
    '## Everything else',
    '',
    ...tables.filter((table) => !isPersonal(table)).flatMap(sectionOf),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n')
}

function sectionOf([table, { columns: own, erasure }]: [string, MappedTable]): string[] {
  const classes = Object.entries(own).map(([name, list]) => `- ${name}: ${wrapped(list)}`)
  return [
    `### ${table}`,
    '',
    `- kept: ${keptFor(table)}`,
    `- erasure of a user: ${erasure ?? 'nothing of one user'}`,
    ...classes,
    '',
  ]
}

function keptFor(table: string): string {
  const rule = retentionRules.find((each) => each.table === table)
  if (!rule) return boundedTables[table] ?? ''
  if (typeof rule.days === 'number') return `${rule.days} days`
  const { days, least, most } = retentionPeriods[rule.days]
  return `${days} days; a tenant may set ${least} to ${most} (\`retention.${rule.days}\`)`
}

/** Lines of Markdown end at 120 columns. */
function wrapped(list: string): string {
  const lines = ['']
  for (const column of list.split(' ')) {
    const last = lines.at(-1) ?? ''
    if (last.length + column.length > 95) lines.push(`  \`${column}\``)
    else lines[lines.length - 1] = `${last}${last ? ' ' : ''}\`${column}\``
  }
  return lines.join('\n')
}
