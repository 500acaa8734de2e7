import { type Call, calls, examples } from '@inkling/contracts'
import { startTestStack } from '@inkling/testing'
import { afterAll, expect, it } from 'vitest'
import type { Api, Input } from '../support/api.ts'
import { holderOf, isForOperators, newTenant, operator } from '../support/callers.ts'
import { eventually } from '../support/eventually.ts'
import { whileHung } from '../support/hang.ts'
import { stackEnvironment } from '../support/stack-environment.ts'

const stack = await startTestStack({ ...stackEnvironment, LOAD_WAIT_MS: '0' })
afterAll(() => stack.stop())

const timeoutMs = 300
/** What waits for Postgres itself waits for seconds. */
const toleranceMs = 700
/**
 * The machine of a test run is shared, and one pause of a process is longer than the tolerance. So a slow call gets two
 * more tries; a call that waits for Postgres is slow in all of them.
 */
const tries = 3
/** How many calls wait at the same time. */
const atOnce = 4

/** A tenant whose models are in memory, and one that has none and whose key the gateway knows. */
const [warm, cold] = await Promise.all([newTenant({ plan: 'scale' }, stack), newTenant({ plan: 'scale' }, stack)])
const administrator = operator(stack)
await warm.call(calls.putItems, { body: [{ id: 'green-tea', title: 'Green tea' }] })
await warm.call(calls.postEvents, { body: { type: 'view', sessionId: 's', itemId: 'green-tea' } })
const { receiptId } = await eventually(async () => {
  const { body } = await warm.call(calls.search, { body: { q: 'tea' } })
  expect(body.meta.servedBy).toBe('index')
  await warm.call(calls.predict, { body: {} })
  return body
})
await cold.call(calls.getSearchSettings)

/**
 * Every call that clients may make, but those of game days, which this stack refuses. A call between services has no
 * scope, and the deadline of the call that caused it.
 */
const publicCalls = Object.values<Call>(calls).filter(
  ({ scope, path }) => scope !== undefined && path !== calls.listFaults.path,
)

/** Without feedback, which needs a receipt: an answer with a receipt would load the model. */
const callsWithoutReceipt = publicCalls.filter(({ id }) => id !== calls.postFeedback.id && id !== calls.getReceipt.id)

/** Values that the contract's examples do not hold. */
const inputs: Readonly<Record<string, Input>> = {
  getReceipt: { params: { id: receiptId } },
  postFeedback: { body: { receiptId, itemId: 'green-tea', signal: 'click' } },
  getError: { params: { id: 'a'.repeat(16) } },
  resolveError: { params: { id: 'a'.repeat(16) } },
  acknowledgeAlert: { params: { id: 'a'.repeat(16) } },
  applyIndexAdvice: { params: { id: 'a'.repeat(12) } },
  getTrace: { params: { id: 'a'.repeat(32) } },
  jaegerTrace: { params: { id: 'a'.repeat(32) } },
  deleteTenant: { params: { id: 'nobody' } },
  restoreArchive: { params: { month: '2024-01' } },
  getExportPart: { params: { id: 'nobody', exportId: 'none', part: '0' } },
  getUserExportPart: { params: { id: 'nobody', exportId: 'none', part: '0' } },
  putImportPart: { params: { id: 'nobody', importId: 'none', part: '0' } },
  clearRobot: { params: { id: 'a'.repeat(16) } },
  deleteSecurityBlock: { params: { id: 'address:203.0.113.9' } },
  putPlan: { params: { name: 'growth' }, body: { limits: {} } },
  resendAlertDelivery: { params: { deliveryId: `msg_${'0'.repeat(24)}` } },
}

/** Alerts and blocks are in memory, so it is known that none has this id; no backup is set up. */
const expected: Readonly<Record<string, readonly number[]>> = {
  ...{ acknowledgeAlert: [404], deleteSecurityBlock: [404], createBackup: [409] },
}

/** A valid request for a call: its example, and a word for whatever else it must have. */
function inputOf(call: Call): Input {
  const { body, query } = (examples as Readonly<Record<string, Input>>)[call.id] ?? {}
  const words = (names: readonly string[] = []) => Object.fromEntries(names.map((name) => [name, 'green-tea']))
  return {
    params: words(Object.keys(call.params?.properties ?? {})),
    query: { ...words(call.query?.required), ...query },
    ...(body !== undefined && { body }),
    ...inputs[call.id],
    headers: { 'request-timeout-ms': String(timeoutMs) },
  }
}

/** The fastest of some tries, and its status. */
async function fastest(api: Api, call: Call) {
  let best = { status: 0, tookMs: Number.POSITIVE_INFINITY }
  for (let n = 0; n < tries && best.tookMs > timeoutMs + toleranceMs; n++) {
    const startedMs = performance.now()
    const { status } = await api.attempt(call, inputOf(call))
    const tookMs = performance.now() - startedMs
    if (tookMs < best.tookMs) best = { status, tookMs }
  }
  return best
}

/** The faults of the answers of all calls; a valid request is answered, degraded, or unavailable. */
async function faultsOf(tenant: Api, tried: readonly Call[]): Promise<string[]> {
  const faults: string[] = []
  const waiting = tried.values()
  const lane = async () => {
    for (const call of waiting) {
      const { status, tookMs } = await fastest(isForOperators(call) ? administrator : tenant, call)
      if (tookMs > timeoutMs + toleranceMs) faults.push(`${call.id} took ${Math.round(tookMs)} ms`)
      if (status >= 400 && !(expected[call.id] ?? [503, 504]).includes(status))
        faults.push(`${call.id} answered ${status}`)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, lane))
  return faults
}

it.each([
  ['has its models in memory', warm, publicCalls],
  ['has no model in memory', cold, callsWithoutReceipt],
])('while Postgres hangs, every call of a tenant that %s is answered within its deadline', async (_, tenant, tried) => {
  // Calls of the test before may have emptied the caches. A key that is not known is limited by its address.
  await eventually(() => administrator.call(calls.listTenants))
  await whileHung(stack.postgres, async () => {
    expect(await faultsOf(tenant, tried)).toEqual([])
  })
  await eventually(() => tenant.call(calls.postEvents, { body: { type: 'view', sessionId: 's', itemId: 'green-tea' } }))
})

it('while Postgres hangs, a request with an unknown key is answered 503 within its deadline', async () => {
  // Each has an address of its own, so that asking often meets no limit.
  const stranger = () => holderOf(`ink_unknown_${'0f'.repeat(32)}`, stack)
  await whileHung(stack.postgres, async () => {
    const { status, tookMs } = await fastest(stranger(), calls.listItems)
    expect(status).toBe(503)
    expect(tookMs).toBeLessThan(timeoutMs + toleranceMs)
  })
  // The circuit of Postgres has opened several times by now, so that it would be tried again after up to a minute.
  await eventually(async () => {
    await administrator.call(calls.resetCircuitBreakers, { body: {} })
    expect((await stranger().attempt(calls.listItems)).status).toBe(401)
  })
})
