import { testDatabase } from '@inkling/testing'
import { afterAll, expect, it } from 'vitest'
import { createDatabase } from '../client/create-database.ts'
import { benchChallenger, deleteChallenger, putChallenger, readTenantLeagues, storeLeagues } from './league.ts'
import { readRankingBasis } from './rankers.ts'
import { deleteScenario, putScenario } from './scenarios.ts'
import type { StoredLeague } from './stored-league.ts'

const { roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('suggestion'), applicationName: 'test', pool: 4 })
afterAll(() => database.close())

const tenant = (id: string) => database.background(id)
interface State {
  readonly held: readonly number[]
}
const isHeld = ({ state }: StoredLeague<State>, revision: number) => state.held.includes(revision)
const put = (tenantId: string, name: string, own: object = {}) =>
  putChallenger<State>(tenant(tenantId), { scenario: '', name, rules: { diversity: 0.5 }, ...own }, isHeld)
const remove = (tenantId: string, name: string) =>
  deleteChallenger<State>(tenant(tenantId), { scenario: '', name }, isHeld)
const store = (tenantId: string, held: readonly number[], serving = '') =>
  tenant(tenantId).transaction('store', (sql) =>
    storeLeagues(sql, tenantId, [{ scenario: '', state: { held }, serving, rulings: [] }]),
  )
const read = (tenantId: string) => readTenantLeagues<State>(tenant(tenantId))

it('a challenger whose rules are replaced is another revision, and is benched no longer', async () => {
  expect(await put('shop', 'a')).toBe(true)
  await benchChallenger(tenant('shop'), { scenario: '', name: 'a' }, 'slow')
  expect((await read('shop')).challengers).toMatchObject([
    { name: 'a', revision: 1, rules: { diversity: 0.5 }, benchedAt: expect.any(Date), benchedBecause: 'slow' },
  ])
  expect(await put('shop', 'a', { rules: {} })).toBe(false)
  expect((await read('shop')).challengers).toMatchObject([{ revision: 2, rules: {}, benchedAt: null }])
  expect((await readRankingBasis(tenant('shop'))).challengers).toHaveLength(1)
})

it('one that serves cannot be replaced, and when it is deleted the league starts anew', async () => {
  await put('held', 'a')
  await store('held', [1], 'a#1')
  await expect(put('held', 'a')).rejects.toMatchObject({ code: 'conflict' })
  expect(await remove('held', 'a')).toBe(true)
  expect(await remove('held', 'a')).toBe(false)
  expect(await read('held')).toMatchObject({ leagues: [], challengers: [] })
})

it('the state of a league outlasts the deletion of one that only challenges', async () => {
  await put('kept', 'a')
  await store('kept', [7])
  await remove('kept', 'a')
  expect((await read('kept')).leagues).toEqual([{ scenario: '', state: { held: [7] }, serving: '', rulings: [] }])
})

it('a placement has at most 8 challengers, and loses them when it is deleted', async () => {
  await putScenario(tenant('full'), 'home', {})
  for (let n = 0; n < 8; n++) await put('full', `c${n}`, { scenario: 'home' })
  await expect(put('full', 'c8', { scenario: 'home' })).rejects.toMatchObject({ code: 'conflict' })
  expect(await put('full', 'c0', { scenario: 'home' })).toBe(false)
  expect(await put('full', 'c8')).toBe(true)
  await deleteScenario(tenant('full'), 'home')
  expect((await read('full')).challengers).toMatchObject([{ scenario: '', name: 'c8' }])
})

it('challengers of another tenant look absent', async () => {
  await put('mine', 'a')
  expect((await read('yours')).challengers).toEqual([])
  expect(await remove('yours', 'a')).toBe(false)
  await benchChallenger(tenant('yours'), { scenario: '', name: 'a' }, 'slow')
  expect((await read('mine')).challengers).toMatchObject([{ benchedAt: null }])
})
