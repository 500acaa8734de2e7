import { expect, it } from 'vitest'
import { plannable } from './plannable.ts'

const of = (statement: string, rows = 3, keys = [{ column: 'signal', literals: ["'dismiss'"] }]) =>
  plannable(statement, rows, keys)

it('placeholders leave the places where Postgres allows none, and are numbered again', () => {
  expect(of('select extract($2 from at) * $3 from t where at > now() - interval $4 and x = $1')).toBe(
    'select extract(epoch from at) * $1 from t where at > now() - $2::interval and x = $3',
  )
})

it('a placeholder that is named twice keeps one number', () => {
  expect(of('select $7, $2, $7')).toBe('select $1, $2, $1')
})

it('the tenant is that of the transaction, and a limit is the number of rows that calls return', () => {
  expect(of('select from t f where f.tenant_id = $1 limit $2', 49.2)).toBe(
    "select from t f where f.tenant_id = nullif(current_setting('inkling.tenant_id', true), '') limit 50",
  )
  expect(of('select from t limit $1', 0)).toBe('select from t limit 1')
})

it('constants of partial indexes are put back', () => {
  expect(of('select from t where f.signal = $2 and kind = $1')).toBe(
    "select from t where f.signal = 'dismiss' and kind = $1",
  )
  const many = [{ column: 'signal', literals: ["'a'", "'b'"] }]
  expect(of('select from t where signal in ($1, $2)', 1, many)).toBe("select from t where signal in ('a', 'b')")
  expect(of('select from t where signal in ($1, $2, $3)', 1, many)).toContain('in ($1, $2, $3)')
})
