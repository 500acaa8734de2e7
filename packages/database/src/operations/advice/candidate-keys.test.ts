import { expect, it } from 'vitest'
import { candidateKeys } from './candidate-keys.ts'
import type { ScanNeed } from './scan-needs.ts'

const need = (given: Partial<ScanNeed>): ScanNeed => ({
  ...{ schema: 's', relation: 't', equal: [], joined: [], ranges: [], order: [], constants: [] },
  ...given,
})
const distinct = (column: string) => ({ kind: 3, user_id: 1_000 })[column] ?? 10
const keys = (given: Partial<ScanNeed>) =>
  candidateKeys(need(given), distinct).map(({ columns, where }) => columns.join() + (where ? ` where ${where}` : ''))

it('the tenant leads, then the column with the most values', () => {
  expect(keys({ equal: ['kind', 'tenant_id', 'user_id'] })).toEqual([
    'tenant_id,user_id,kind',
    'tenant_id,user_id',
    'tenant_id',
  ])
})

it('one range or the order of the rows comes after the columns that are equal', () => {
  const found = keys({ equal: ['tenant_id'], ranges: [['xid', 'seq']], order: ['at DESC'] })
  expect(found).toEqual(['tenant_id', 'tenant_id,xid,seq', 'tenant_id,at DESC'])
})

it('a column that is compared with one of another table comes after the tenant', () => {
  expect(keys({ equal: ['tenant_id', 'kind'], joined: ['receipt_id'] })).toContain('tenant_id,receipt_id')
})

it('conditions without values may restrict the index to some rows', () => {
  expect(keys({ equal: ['tenant_id'], constants: ['deleted_at IS NULL', 'is_archived'] })).toEqual([
    'tenant_id',
    'tenant_id where (deleted_at IS NULL) AND (is_archived)',
  ])
})

it('no index has more than four columns, none or one twice', () => {
  expect(keys({})).toEqual([])
  expect(keys({ equal: ['a', 'b', 'c', 'd', 'e'] })).toEqual(['a'])
  expect(keys({ equal: ['a'], order: ['a DESC', 'b'] })).toEqual(['a', 'a,b', 'a DESC,b'])
})
