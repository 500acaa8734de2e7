import { expect, it } from 'vitest'
import type { Outcome } from './deliver.ts'
import { type Delivery, Outbox } from './outbox.ts'

const failed: Outcome = { is: 'failed', error: 'it answered 500' }
const delivered: Outcome = { is: 'delivered' }

/** An outbox whose clock the test sets, and whose destination answers what `answer` says. */
function setUp(answer: (id: string) => Outcome) {
  let nowMs = 0
  const attempts: [id: string, seconds: number][] = []
  const outbox = new Outbox<Delivery>({
    attempt: async ({ id }) => {
      attempts.push([id, nowMs / 1000])
      return answer(id)
    },
    changed: () => {},
    now: () => nowMs,
    random: () => 0.5,
  })
  return {
    attempts,
    add(id: string): Delivery {
      const added = {
        id,
        createdAtMs: nowMs,
        state: 'waiting',
        attempts: 0,
        error: null,
        endedAtMs: undefined,
      } as const
      const delivery: Delivery = { ...added }
      outbox.add(delivery)
      return delivery
    },
    async run(seconds: number) {
      for (const endMs = nowMs + seconds * 1000; nowMs < endMs; nowMs += 5_000) await outbox.step()
    },
  }
}

it('a failed message is tried again after longer and longer waits, and is dead after ten minutes', async () => {
  const { attempts, add, run } = setUp(() => failed)
  const message = add('a')
  await run(3600)
  expect(attempts.map(([, seconds]) => seconds)).toEqual([0, 5, 15, 35, 75, 155, 315, 475, 635])
  expect(message).toMatchObject({ state: 'dead', attempts: 9, error: 'it answered 500', endedAtMs: 635_000 })
})

it('messages arrive in their order, and a later one never overtakes one that failed', async () => {
  let isUp = false
  const { attempts, add, run } = setUp(() => (isUp ? delivered : failed))
  const [first, second] = [add('a'), add('b')]
  await run(20)
  isUp = true
  await run(60)
  expect(attempts.map(([id]) => id)).toEqual(['a', 'a', 'a', 'a', 'b'])
  expect([first.state, second.state]).toEqual(['delivered', 'delivered'])
})

it('a message that waited behind a dead one is tried before it is given up', async () => {
  let isUp = false
  const { add, run } = setUp((id) => (id === 'b' && isUp ? delivered : failed))
  const [first, second] = [add('a'), add('b')]
  isUp = true
  await run(1200)
  expect([first.state, second.state]).toEqual(['dead', 'delivered'])
})

it('a message that is refused is dead at once, and the next one is tried', async () => {
  const { add, run } = setUp((id) => (id === 'a' ? { is: 'refused', error: 'private' } : delivered))
  const [first, second] = [add('a'), add('b')]
  await run(5)
  expect(first).toMatchObject({ state: 'dead', error: 'private', attempts: 1 })
  expect(second.state).toBe('delivered')
})

it('a destination that is gone gets nothing more', async () => {
  const { attempts, add, run } = setUp(() => ({ is: 'gone', error: 'it answered 410' }))
  const waiting = [add('a'), add('b')]
  await run(60)
  const later = add('c')
  await run(60)
  expect(attempts).toEqual([['a', 0]])
  expect([...waiting, later].map(({ state }) => state)).toEqual(['dead', 'dead', 'dead'])
  expect(later.error).toBe('the destination is off until a restart: it answered 410')
})

it('the oldest of more than a hundred messages is dead', () => {
  const { add } = setUp(() => failed)
  const all = Array.from({ length: 102 }, (_, index) => add(`${index}`))
  expect(all.filter(({ state }) => state === 'dead').map(({ id }) => id)).toEqual(['0', '1'])
})

it('a message that is added twice is sent once', async () => {
  const { attempts, add, run } = setUp(() => delivered)
  add('a')
  add('a')
  await run(5)
  expect(attempts).toEqual([['a', 0]])
})
