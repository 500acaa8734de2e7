import { plans } from '@inkling/contracts'
import { Deadline } from '@inkling/resilience'
import { testDatabase } from '@inkling/testing'
import postgres from 'postgres'
import { afterAll, expect, it } from 'vitest'
import { createDatabase } from '../client/create-database.ts'
import { listPlans, putPlan } from './plans.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const owner = postgres(ownerUrl, { max: 1 })
const [maintenance, gateway] = (['maintenance', 'gateway'] as const).map((service) =>
  createDatabase({ url: roleUrl(service), applicationName: 'test', pool: 1 }),
)
afterAll(() => Promise.all([owner.end(), maintenance?.close(), gateway?.close()]))
if (!maintenance || !gateway) throw new Error('there must be two databases')
const deadline = new Deadline(60_000)
const limitsOf = async (name: string) => (await listPlans(gateway, deadline)).find((plan) => plan.name === name)?.limits

it('plans have the built-in limits, and in their place those that were stored last', async () => {
  expect((await listPlans(gateway, deadline)).map(({ name, limits }) => [name, limits])).toEqual(Object.entries(plans))
  await putPlan(maintenance, 'starter', { streams: 3, items: 9 }, deadline)
  expect(await limitsOf('starter')).toEqual({ ...plans.starter, streams: 3, items: 9 })
  await putPlan(maintenance, 'starter', { items: 8 }, deadline)
  expect(await limitsOf('starter')).toEqual({ ...plans.starter, items: 8 })
  expect(await limitsOf('growth')).toEqual(plans.growth)
})

it('a limit and a plan of a later version are left alone', async () => {
  await owner`insert into control.plans (name, limits) values ('growth', '{"later": 1, "items": 7}'), ('later', '{}')`
  expect((await listPlans(gateway, deadline)).map(({ name }) => name)).toEqual(['starter', 'growth', 'scale'])
  expect(await limitsOf('growth')).toEqual({ ...plans.growth, items: 7 })
})

it('a gateway reads plans and changes none', async () => {
  await expect(putPlan(gateway, 'scale', { items: 1 }, deadline)).rejects.toThrow('permission denied')
})
