import { createDatabase } from '@inkling/database'
import { Deadline } from '@inkling/resilience'
import { erasureCodes } from '@inkling/service-kit'
import { testDatabase } from '@inkling/testing'
import { afterAll, expect, it } from 'vitest'
import { createUsers } from './users.ts'

const { roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('maintenance'), applicationName: 'test', pool: 1 })
afterAll(() => database.close())

it('a receipt of another tenant is none of the own user, also if this installation signed it', () => {
  const codes = erasureCodes({ SIGNING_SECRET: 'a'.repeat(32) })
  const { verify } = createUsers(database, codes, 0)
  const callerOf = (tenantId: string) =>
    ({ principal: { tenantId, scopes: [] }, deadline: new Deadline(1_000) }) as unknown as Parameters<typeof verify>[0]
  const userCode = codes.userCode('shop', 'ann')
  const times = { requestedAt: '2026-12-01T00:00:00Z', erasedAt: '2026-12-01T00:00:10Z' }
  const receipt = codes.sign({ version: 1, tenantId: 'shop', userCode, ...times, removed: { events: 1 } })
  expect(verify(callerOf('shop'), 'ann', receipt)).toEqual({ isGenuine: true, isOfUser: true })
  expect(verify(callerOf('shop'), 'bob', receipt)).toEqual({ isGenuine: true, isOfUser: false })
  const moved = codes.sign({ ...receipt, tenantId: 'other' })
  expect(verify(callerOf('shop'), 'ann', moved)).toMatchObject({ isOfUser: false })
})
