import { expect, it } from 'vitest'
import { refusesConsent, withoutPerson } from './consent.ts'

const says = (consent?: string) => refusesConsent({ headers: { ...(consent !== undefined && { consent }) } })

it.each(['none', 'None', ' none '])('a request with Consent %j refuses consent', (value) =>
  expect(says(value)).toBe(true),
)

it.each([undefined, 'all', 'ALL'])('a request with Consent %j does not refuse consent', (value) =>
  expect(says(value)).toBe(false),
)

it.each(['', 'no', 'nothing', 'none, all', 'false', '0'])(
  'rejects Consent %j with the name of the header and its values',
  (value) => expect(() => says(value)).toThrow(/Consent must be none or all/),
)

it('removes user and session, and nothing else', () => {
  expect(withoutPerson({ userId: 'ann', sessionId: 's', recent: ['a'] })).toEqual({ recent: ['a'] })
  expect(withoutPerson(undefined)).toBeUndefined()
})
