import { InklingError } from '@inkling/errors'
import { expect, it } from 'vitest'
import { isConflict, isDataError, isOutage } from './sql-states.ts'

const withCode = (code: string) => Object.assign(new Error('a fault'), { code })

it.each([
  ['a standby', '25006'],
  ['a full disk', '53100'],
  ['too many connections', '53300'],
  ['a shutdown', '57P01'],
  ['a missing table file', '58P01'],
  ['damaged data', 'XX001'],
  ['a refused connection', 'ECONNREFUSED'],
])('%s (%s) is an outage of Postgres', (_name, code) => expect(isOutage(withCode(code))).toBe(true))

it.each(['57014', '22007', '23505', '40P01', '42601'])('the SQLSTATE %s is no outage of Postgres', (code) =>
  expect(isOutage(withCode(code))).toBe(false),
)

it('only classes 22 and 23 and program limits are errors of the data', () => {
  const codes = ['22007', '22P05', '23514', '54000', '54001', '40001', '25006', '42601']
  expect(codes.filter((code) => isDataError(withCode(code)))).toEqual(['22007', '22P05', '23514', '54000'])
})

it('only deadlocks and serialization failures are conflicts', () => {
  const codes = ['40001', '40P01', '40002', '23505']
  expect(codes.filter((code) => isConflict(withCode(code)))).toEqual(['40001', '40P01'])
})

it('errors of this API and values that are no errors are none of these', () => {
  for (const error of [new InklingError('internal', 'no'), 'ECONNREFUSED', undefined])
    expect([isOutage(error), isDataError(error), isConflict(error)]).toEqual([false, false, false])
})
