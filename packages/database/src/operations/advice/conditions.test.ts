import { describe, expect, it } from 'vitest'
import { columnTests, conjuncts } from './conditions.ts'

describe('conjuncts', () => {
  it.each([
    ['(a.x = $1)', ['a.x = $1']],
    ['((a.x = $1) AND (a.y > 2))', ['a.x = $1', 'a.y > 2']],
    ['((a.x = $1) AND ((a.y = 1) OR (a.z = 2)))', ['a.x = $1', '(a.y = 1) OR (a.z = 2)']],
    ['((a.x = \' AND \'::text) AND (a.") AND (" = $1))', ["a.x = ' AND '::text", 'a.") AND (" = $1']],
    ['(a.x AND (b.y AND c.z))', ['a.x', 'b.y', 'c.z']],
  ])('splits %s where all parts must be true', (condition, parts) => {
    expect(conjuncts(condition)).toEqual(parts)
  })
})

describe('columnTests', () => {
  const equal = (alias: string, column: string) => ({ kind: 'equal', alias, columns: [column] })
  const range = (alias: string, ...columns: string[]) => ({ kind: 'range', alias, columns })
  const constant = (alias: string, expression: string) => ({ kind: 'constant', alias, expression })
  it.each([
    ['(runs.tenant_id = $1)', [equal('runs', 'tenant_id')]],
    ["(r.tenant_id = NULLIF(current_setting('x'::text, true), ''::text))", [equal('r', 'tenant_id')]],
    ['(f.receipt_id = r.id)', [equal('f', 'receipt_id'), equal('r', 'id')]],
    ['($1 = r.id)', [equal('r', 'id')]],
    ['(r.kind = ANY ($1))', [equal('r', 'kind')]],
    ['(r.at >= now())', [range('r', 'at')]],
    ['(ROW(log.xid, log.seq) > ROW($1, $2))', [range('log', 'xid', 'seq')]],
    ['(r.deleted_at IS NULL)', [constant('r', 'deleted_at IS NULL')]],
    ['((NOT r.is_archived) AND r."Is old")', [constant('r', 'NOT is_archived'), constant('r', '"Is old"')]],
  ])('finds in %s what an index answers', (condition, tests) => {
    expect(columnTests(condition)).toEqual(tests)
  })

  it.each(['(lower(r.title) = $1)', '(r.x <> $1)', '(r.tags @> $1)', '((r.x = 1) OR (r.y = 2))', ''])(
    'finds nothing in %s',
    (condition) => {
      expect(columnTests(condition)).toEqual([])
    },
  )
})
