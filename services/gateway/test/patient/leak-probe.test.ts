import { calls } from '@inkling/contracts'
import { startTestStack } from '@inkling/testing'
import { afterAll, expect, it } from 'vitest'
import { operator } from '../support/callers.ts'
import { eventually } from '../support/eventually.ts'
import { get } from '../support/get.ts'
import { logLines } from '../support/log-lines.ts'
import { stackEnvironment } from '../support/stack-environment.ts'

const stack = await startTestStack({ ...stackEnvironment, LEAK_PROBE_SECONDS: '5' })
afterAll(() => stack.stop())
const { serviceUrls } = stack
const admin = operator(stack)
const longMs = 600_000

const count = async (name: string) => {
  const { text } = await get('/metrics', {}, serviceUrls.maintenance)
  const line = text.split('\n').find((one) => one.startsWith(`inkling_${name} `))
  return line === undefined ? 0 : Number(line.split(' ')[1])
}

it(
  'probes again and again, finds no leak, and leaves nothing that piles up',
  async () => {
    const clean = (n: number) =>
      eventually(
        async () => expect(await count('leak_probes_total{outcome="clean"}')).toBeGreaterThanOrEqual(n),
        longMs,
      )
    await clean(1)
    const keys = () => admin.call(calls.listKeys, { params: { id: 'inkling-leak-probe-a' } })
    await clean(2)
    expect((await keys()).body.data.length).toBeLessThan(20)
    expect(await count('leak_probe_attempts_total')).toBeGreaterThanOrEqual(600)
    const leaks = logLines('maintenance', stack).filter(({ msg }) => msg.startsWith('data of a tenant leaked'))
    expect(leaks.map((line) => JSON.stringify(line))).toEqual([])
    expect(await count('leak_probe_leaks_total')).toBe(0)
  },
  longMs + 60_000,
)
