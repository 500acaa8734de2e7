import { AsyncLocalStorage } from 'node:async_hooks'
import { setImmediate as turn } from 'node:timers/promises'
import type { EventsInsert } from '@inkling/database'
import { Deadline } from '@inkling/resilience'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { acceptableEvent } from '../test/acceptable-event.ts'
import { EventWriter } from './event-writer.ts'

interface Insert {
  readonly tenantId: string
  readonly ids: string[]
  readonly deadline: Deadline
  commit(...duplicates: string[]): void
  commitWithout(...refused: string[]): void
  fail(): void
}

const fault = { pointer: '/occurredAt', code: 'format', detail: 'This time cannot be stored' }
/** Longer than the tests of a process take, so that what they leave waiting is rejected in none of them. */
const patient = () => new Deadline(3_600_000)
const eventsOf = (ids: readonly string[]) => ids.map((id) => acceptableEvent(id))

/** A writer whose inserts wait for the test to end them. */
function observedWriter() {
  const inserts: Insert[] = []
  const commits: [string, number][] = []
  const store = { isHealthy: true }
  const writer = new EventWriter(
    (tenantId, events, deadline) => {
      const { promise, resolve, reject } = Promise.withResolvers<EventsInsert>()
      const ids = events.map(({ id }) => id)
      const done = (duplicates: string[], refused: string[]) =>
        resolve({
          duplicates: new Set(duplicates),
          refused: new Map(refused.map((id) => [id, fault])),
          transactionId: 42n,
        })
      const commit = (...duplicates: string[]) => done(duplicates, [])
      const commitWithout = (...refused: string[]) => done([], refused)
      inserts.push({ tenantId, ids, deadline, commit, commitWithout, fail: () => reject(new Error('no disk')) })
      return promise
    },
    (tenantId, events) => commits.push([tenantId, events]),
    () => store.isHealthy,
  )
  const write = (...ids: string[]) => writer.write('t', eventsOf(ids), patient())
  return { inserts, commits, store, writer, write }
}

const many = (count: number) => Array.from({ length: count }, () => acceptableEvent(crypto.randomUUID()))

describe('EventWriter', () => {
  it('lets no request wait behind an insert that hangs while the store is unhealthy', async () => {
    const { inserts, write, store } = observedWriter()
    const [, ...later] = [write('a'), write('b')]
    store.isHealthy = false
    later.push(write('c'))
    expect(inserts.map(({ ids }) => ids)).toEqual([['a'], ['b', 'c']])
    inserts[1]?.fail()
    for (const answer of later) await expect(answer).rejects.toThrow('no disk')
    inserts[0]?.commit()
    await turn()
    expect(inserts).toHaveLength(2)
  })

  it('while the store is unhealthy, a request of any tenant ends the waiting of all', async () => {
    const { inserts, write, writer, store } = observedWriter()
    const [, waiting] = [write('a'), write('b')]
    store.isHealthy = false
    const other = writer.write('other', eventsOf(['c']), patient())
    expect(inserts.map(({ tenantId, ids }) => [tenantId, ids])).toEqual([
      ['t', ['a']],
      ['other', ['c']],
      ['t', ['b']],
    ])
    for (const insert of inserts.slice(1)) insert.fail()
    for (const answer of [waiting, other]) await expect(answer).rejects.toThrow('no disk')
  })

  it('lets requests that arrive while an insert runs share the next one, in their order', async () => {
    const { inserts, write } = observedWriter()
    const answers = [write('a'), write('b', 'c'), write('d')]
    expect(inserts.map(({ ids }) => ids)).toEqual([['a']])
    inserts[0]?.commit()
    await turn()
    expect(inserts.map(({ ids }) => ids)).toEqual([['a'], ['b', 'c', 'd']])
    inserts[1]?.commit()
    expect(await Promise.all(answers)).toEqual(
      [1, 2, 1].map((accepted) => ({ accepted, duplicates: 0, refused: new Map(), transactionId: 42n })),
    )
  })

  it('an insert is a part of the first request that shares it', async () => {
    const request = new AsyncLocalStorage<string>()
    const seen: (string | undefined)[] = []
    const insert = async () => {
      seen.push(request.getStore())
      await turn()
      return { duplicates: new Set<string>(), refused: new Map(), transactionId: 42n }
    }
    const writer = new EventWriter(insert, () => {})
    const write = (id: string) => request.run(id, () => writer.write('t', eventsOf([id]), patient()))
    await Promise.all([write('a'), write('b'), write('c')])
    expect(seen).toEqual(['a', 'b'])
  })

  it('answers no request before its insert has committed', async () => {
    const { inserts, write } = observedWriter()
    let isAnswered = false
    const answer = write('a').then(() => {
      isAnswered = true
    })
    await turn()
    expect(isAnswered).toBe(false)
    inserts[0]?.commit()
    await answer
    expect(isAnswered).toBe(true)
  })

  it('fails all that shared a failing insert, and goes on with the next', async () => {
    const { inserts, write } = observedWriter()
    const first = write('a')
    const shared = Promise.allSettled([write('b'), write('c')])
    inserts[0]?.commit()
    await first
    await turn()
    inserts[1]?.fail()
    expect(await shared).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }])
    const after = write('d')
    inserts[2]?.commit()
    expect(await after).toMatchObject({ accepted: 1 })
  })

  it('answers a request whose event the store refused, and counts none of it among the stored', async () => {
    const { inserts, commits, write } = observedWriter()
    const first = write('a')
    const shared = [write('good'), write('bad', 'fine')]
    inserts[0]?.commit()
    await first
    await turn()
    inserts[1]?.commitWithout('bad')
    const [good, mixed] = await Promise.all(shared)
    expect(good).toMatchObject({ accepted: 1, duplicates: 0 })
    expect(mixed).toMatchObject({ accepted: 1, duplicates: 0, refused: new Map([['bad', fault]]) })
    expect(commits.at(-1)).toEqual(['t', 2])
  })

  it('stores an event that comes twice in a group once, and the later request has a duplicate', async () => {
    const { inserts, write } = observedWriter()
    const first = write('a')
    const shared = [write('x', 'y'), write('x', 'x', 'z')]
    inserts[0]?.commit()
    await first
    await turn()
    expect(inserts[1]?.ids).toEqual(['x', 'y', 'z'])
    inserts[1]?.commit()
    expect(await Promise.all(shared)).toMatchObject([
      { accepted: 2, duplicates: 0 },
      { accepted: 1, duplicates: 2 },
    ])
  })

  it('counts an event that was stored before as a duplicate to every request that sent it', async () => {
    const { inserts, commits, write } = observedWriter()
    const first = write('a')
    const shared = [write('x', 'y'), write('x')]
    inserts[0]?.commit()
    await first
    await turn()
    inserts[1]?.commit('x')
    expect(await Promise.all(shared)).toMatchObject([
      { accepted: 1, duplicates: 1 },
      { accepted: 0, duplicates: 1 },
    ])
    expect(commits).toEqual([
      ['t', 1],
      ['t', 1],
    ])
  })

  it('lets no tenant wait for another', () => {
    const { inserts, writer, write } = observedWriter()
    void write('a')
    void writer.write('other', eventsOf(['b']), patient())
    expect(inserts.map(({ tenantId, ids }) => [tenantId, ids])).toEqual([
      ['t', ['a']],
      ['other', ['b']],
    ])
  })

  it('inserts at most 5,000 events at once but never parts a request', async () => {
    const { inserts, writer, write } = observedWriter()
    const first = write('a')
    for (const events of [many(3_000), many(2_000), many(6_000), many(1)]) void writer.write('t', events, patient())
    for (const expected of [5_000, 6_000, 1]) {
      inserts.at(-1)?.commit()
      await turn()
      expect(inserts.at(-1)?.ids).toHaveLength(expected)
    }
    expect(await first).toMatchObject({ accepted: 1 })
  })

  it.each(['commit', 'fail'] as const)('rejects events while 50,000 wait, until a %s makes room', async (end) => {
    const { inserts, writer } = observedWriter()
    const full = Promise.allSettled([writer.write('t', many(50_000), patient())])
    const overloaded = expect.objectContaining({ code: 'overloaded', retryAfterSeconds: 1 })
    expect(() => writer.write('other', many(1), patient())).toThrow(overloaded)
    inserts[0]?.[end]()
    await full
    await turn()
    expect(() => writer.write('other', many(1), patient())).not.toThrow()
  })

  describe('at a deadline', () => {
    beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))
    afterEach(() => void vi.useRealTimers())

    it('answers a request whose insert still runs', async () => {
      const { writer } = observedWriter()
      const answer = writer.write('t', eventsOf(['a']), new Deadline(300))
      const failure = expect(answer).rejects.toMatchObject({ code: 'deadline_exceeded' })
      await vi.advanceTimersByTimeAsync(300)
      await failure
    })

    it('stores nothing of a request whose insert has not begun, and makes room', async () => {
      const { inserts, writer } = observedWriter()
      void writer.write('t', eventsOf(['a']), patient())
      const hurried = expect(writer.write('t', many(49_999), new Deadline(300))).rejects.toThrow('not stored in time')
      await vi.advanceTimersByTimeAsync(300)
      await hurried
      const later = writer.write('t', eventsOf(['b']), patient())
      inserts[0]?.commit()
      await turn()
      expect(inserts.map(({ ids }) => ids)).toEqual([['a'], ['b']])
      inserts[1]?.commit()
      expect(await later).toMatchObject({ accepted: 1 })
    })

    it('answers each request of a group at its own deadline; the insert has the latest', async () => {
      const { inserts, write, writer } = observedWriter()
      void write('a')
      const short = expect(writer.write('t', eventsOf(['b']), new Deadline(300))).rejects.toThrow('not stored in time')
      const long = writer.write('t', eventsOf(['c']), new Deadline(5_000))
      inserts[0]?.commit()
      await turn()
      expect(inserts[1]?.deadline.remainingMs).toBe(5_000)
      await vi.advanceTimersByTimeAsync(300)
      await short
      inserts[1]?.commit()
      expect(await long).toMatchObject({ accepted: 1 })
    })
  })
})
