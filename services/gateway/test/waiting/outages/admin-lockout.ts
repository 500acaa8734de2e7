import { calls } from '@inkling/contracts'
import { expect, it } from 'vitest'
import { operator } from '../../support/callers.ts'
import { stack } from './stack.ts'

const admin = operator(stack)

it('an operator cannot delete or suspend its own tenant, or revoke the last admin key', async () => {
  const params = { id: 'operator' }
  expect((await admin.refused(calls.deleteTenant, { params })).body).toMatchObject({ status: 409, code: 'conflict' })
  const body = { status: 'suspended' }
  expect((await admin.refused(calls.patchTenant, { params, body })).body.code).toBe('conflict')
  const [key] = (await admin.call(calls.listKeys, { params })).body.data
  const revoking = await admin.refused(calls.revokeKey, { params: { ...params, keyId: key?.id ?? '' } })
  expect(revoking.body.code).toBe('conflict')
  expect((await admin.call(calls.listTenants)).status).toBe(200)
})
