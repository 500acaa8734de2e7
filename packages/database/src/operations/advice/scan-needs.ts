import { type ColumnTest, columnTests } from './conditions.ts'
import { nodesOf, type PlanNode } from './plan-node.ts'

/** What a plan asks of one table. An index that has these columns first answers it without reading other rows. */
export interface ScanNeed {
  readonly schema: string
  /** The table or the partition that is read. */
  readonly relation: string
  /** Compared with a value. */
  readonly equal: readonly string[]
  /** Compared with a column of another table. */
  readonly joined: readonly string[]
  readonly ranges: readonly (readonly string[])[]
  /** In which order the rows are wanted, such as `created_at DESC`; empty if in any. */
  readonly order: readonly string[]
  /** Conditions without parameters, such as `deleted_at IS NULL`. */
  readonly constants: readonly string[]
}

const joins = ['Hash Cond', 'Merge Cond', 'Join Filter'] as const

/** What a plan asks of each of the tables that it reads. */
export function scanNeeds(plan: PlanNode): ScanNeed[] {
  const nodes = nodesOf(plan)
  const joinTests = nodes.flatMap((node) => joins.flatMap((kind) => columnTests(node[kind] ?? '')))
  const orders = nodes.map((node) => node['Sort Key'] ?? []).filter((keys) => keys.length > 0)
  return nodes.flatMap((node) => needOf(node, joinTests, orders) ?? [])
}

function needOf(node: PlanNode, joinTests: readonly ColumnTest[], orders: readonly (readonly string[])[]) {
  const { Alias: alias, Schema: schema, 'Relation Name': relation } = node
  if (alias === undefined || schema === undefined || relation === undefined) return undefined
  // A bitmap heap scan has the conditions of its index once more.
  const conditions = [node.Filter, node['Recheck Cond'], node['Index Cond']].map((condition) => condition ?? '')
  const tests = conditions.flatMap(columnTests).filter((test) => test.alias === alias)
  const columnsOf = (kind: 'equal' | 'range') => tests.flatMap((test) => (test.kind === kind ? [test.columns] : []))
  return {
    ...{ schema, relation },
    equal: distinct(columnsOf('equal').flat()),
    joined: distinct(joinTests.flatMap((test) => (isOf(test, alias) && test.kind === 'equal' ? test.columns : []))),
    ranges: columnsOf('range'),
    order: orders.map((keys) => ownKeys(keys, alias)).find((keys) => keys.length > 0) ?? [],
    constants: distinct(tests.flatMap((test) => (test.kind === 'constant' ? [test.expression] : []))),
  }
}

/** Conditions above the partitions of a table name the table, and each partition has its alias with a number. */
const isOf = (test: ColumnTest, alias: string): boolean => test.alias === alias || alias.startsWith(`${test.alias}_`)

/** The keys of a sort without the alias, if all are columns of this table. */
function ownKeys(keys: readonly string[], alias: string): readonly string[] {
  const names = [alias, alias.replace(/_\d+$/, '')]
  const own = keys.map((key) => names.flatMap((name) => columnOf(key, name))[0])
  return own.every((key) => key !== undefined) ? own : []
}

const columnOf = (key: string, alias: string): string[] =>
  key.startsWith(`${alias}.`) && /^"?\w+"?( DESC)?( NULLS (FIRST|LAST))?$/.test(key.slice(alias.length + 1))
    ? [key.slice(alias.length + 1)]
    : []

const distinct = (values: readonly string[]): string[] => [...new Set(values)]
