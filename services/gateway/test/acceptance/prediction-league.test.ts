import { type ChallengerBody, calls } from '@inkling/contracts'
import { expect, it } from 'vitest'
import { newTenant } from '../support/callers.ts'

const [site, other] = [await newTenant({ plan: 'scale' }), await newTenant({ plan: 'scale' })]
const of = 'predictions' as const
const put = (name: string, body: ChallengerBody) => ({ params: { name }, body })
const table = async (from = site) => (await from.call(calls.getLeague, { query: { of } })).body

it('a tenant enters a blend that challenges its predictions, sees it in the table, and deletes it', async () => {
  expect(await table()).toMatchObject({ of, serving: 'incumbent', data: [{ name: 'incumbent', phase: 'serving' }] })
  const body = { of, rules: { components: { transitions: 3, trend: 1 } } }
  expect((await site.call(calls.putChallenger, put('mine', body))).status).toBe(201)
  expect((await table()).data[1]).toMatchObject({ name: 'mine', phase: 'challenging', events: 0, rules: body.rules })
  expect((await site.call(calls.getLeague)).body.data.map(({ name }) => name)).not.toContain('mine')
  expect((await table(other)).data).toHaveLength(1)
  const own = { params: { name: 'mine' }, query: { of } }
  expect((await other.refused(calls.deleteChallenger, own)).body.status).toBe(404)
  await site.call(calls.deleteChallenger, own)
  expect((await table()).data).toHaveLength(1)
})

it.each<[string, string, ChallengerBody, string]>([
  ['a placement', 'mine', { of, scenario: 'home', rules: { components: { trend: 1 } } }, '/scenario'],
  ['weights of suggestions', 'mine', { of, rules: { weights: { trend: 1 } } }, '/rules/weights'],
  ['no weight above 0', 'mine', { of, rules: { components: { trend: 0 } } }, '/rules/components'],
  ['a name that training gives', 'trained', { of, rules: { components: { trend: 1 } } }, '/name'],
  ['components of predictions for suggestions', 'mine', { rules: { components: { trend: 1 } } }, '/rules/components'],
])('refuses a challenger with %s, and names the field', async (_, name, body, pointer) => {
  const { errors } = (await site.refused(calls.putChallenger, put(name, body))).body
  expect(errors).toMatchObject([{ pointer }])
})
