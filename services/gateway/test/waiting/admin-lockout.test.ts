import { calls } from '@inkling/contracts'
import { startTestStack } from '@inkling/testing'
import { afterAll, expect, it } from 'vitest'
import { operator } from '../support/callers.ts'
import { stackEnvironment } from '../support/stack-environment.ts'

/** A stack of its own: whether a key is the last admin key depends on all others, and a mistake locks everyone out. */
const stack = await startTestStack(stackEnvironment)
afterAll(() => stack.stop())
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
