import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Candidate, chooseRuns, type Room, type TurnState } from './choose-runs.ts'

const kinds = ['train', 'reindex', 'erase']
const isHeavy = (kind: string) => kind !== 'erase'
const candidate = (tenantId: string, facts: Partial<Candidate> = {}): Candidate => {
  const { kind = 'train', priority = 1, isBusy = false } = facts
  return { tenantId, kind, priority, isBusy, id: `${tenantId} ${kind} ${priority}` }
}
const roomFor = (of: Record<string, number>, heavy = Number.POSITIVE_INFINITY): Room => ({
  kinds: new Map(Object.entries(of)),
  heavy,
  isHeavy,
})

/** How often each tenant was chosen when all always wait and one run begins at a time. */
function served(weights: Record<string, number>, turns: number, priorities = [1]) {
  const counts: Record<string, number> = {}
  const waiting = Object.keys(weights).flatMap((id) => priorities.map((priority) => candidate(id, { priority })))
  let state: TurnState = new Map()
  for (let n = 0; n < turns; n++) {
    const step = chooseRuns(state, waiting, roomFor({ train: 1 }), (id) => weights[id] ?? 1)
    for (const { id } of step.chosen) counts[id] = (counts[id] ?? 0) + 1
    state = step.turns
  }
  return counts
}

const candidates = fc.uniqueArray(
  fc.record({
    tenantId: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    kind: fc.constantFrom(...kinds),
    priority: fc.integer({ min: 0, max: 2 }),
  }),
  { selector: ({ tenantId, kind, priority }) => `${tenantId} ${kind} ${priority}` },
)
const rooms = fc.tuple(fc.nat(4), fc.nat(4), fc.nat(4), fc.nat(5))

describe('chooseRuns', () => {
  it('stays within the room of every kind and of heavy work, and leaves no room while a run could begin', () => {
    fc.assert(
      fc.property(candidates, rooms, fc.array(fc.boolean()), (found, [train, reindex, erase, heavy], busy) => {
        const isBusy = (tenantId: string, kind: string) => busy['abcde'.indexOf(tenantId) * 3 + kinds.indexOf(kind)]
        const waiting = found.map((one) =>
          candidate(one.tenantId, { ...one, isBusy: isBusy(one.tenantId, one.kind) === true }),
        )
        const room = roomFor({ train, reindex, erase }, heavy)
        const { chosen } = chooseRuns(new Map(), waiting, room, () => 1)
        const count = (of: (run: Candidate) => boolean) => chosen.filter(of).length
        const ids = chosen.map(({ tenantId, kind }) => `${tenantId} ${kind}`)
        expect(new Set(ids).size).toBe(ids.length)
        expect(chosen.some((run) => run.isBusy)).toBe(false)
        expect(count(({ kind }) => isHeavy(kind))).toBeLessThanOrEqual(heavy)
        for (const kind of kinds)
          expect(count((run) => run.kind === kind)).toBeLessThanOrEqual(room.kinds.get(kind) ?? 0)
        const begun = new Set(ids)
        const left = waiting.filter((run) => !run.isBusy && !begun.has(`${run.tenantId} ${run.kind}`))
        for (const { kind } of left) {
          const isFull = count((run) => run.kind === kind) >= (room.kinds.get(kind) ?? 0)
          expect(isFull || (isHeavy(kind) && count((run) => isHeavy(run.kind)) >= heavy)).toBe(true)
        }
      }),
    )
  })

  it('serves tenants that always wait by their weights, to within one turn', () => {
    const weights = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom(1, 2, 4), { minKeys: 1 })
    fc.assert(
      fc.property(weights, fc.integer({ min: 1, max: 200 }), (of, turns) => {
        const counts = served(of, turns)
        const sum = Object.values(of).reduce((a, b) => a + b, 0)
        for (const [id, weight] of Object.entries(of)) {
          const fair = (turns * weight) / sum
          expect(Math.abs((counts[`${id} train 1`] ?? 0) - fair)).toBeLessThanOrEqual(weight)
        }
      }),
    )
  })

  it('lets a tenant of a fraction of the weight take every so many turns', () => {
    expect(served({ a: 1, b: 0.25 }, 100)).toEqual({ 'a train 1': 80, 'b train 1': 20 })
  })

  it('shares a kind between priorities six to three to one, so that none starves', () => {
    expect(served({ a: 1 }, 100, [0, 1, 2])).toEqual({ 'a train 0': 60, 'a train 1': 30, 'a train 2': 10 })
  })

  it('begins with the highest priority, however the runs came', () => {
    const waiting = [2, 1, 0].map((priority) => candidate(`tenant-${priority}`, { priority }))
    const { chosen } = chooseRuns(new Map(), waiting, roomFor({ train: 2 }), () => 1)
    expect(chosen.map(({ priority }) => priority)).toEqual([0, 1])
  })

  it('lets a tenant that comes new wait for one run of a tenant that waits with thousands', () => {
    const greedy = candidate('greedy')
    const room = roomFor({ train: 1 })
    let { turns } = chooseRuns(new Map(), [greedy], room, () => 1)
    const chosen: string[] = []
    for (let n = 0; n < 4; n++) {
      const step = chooseRuns(turns, [greedy, candidate('modest')], room, () => 1)
      chosen.push(...step.chosen.map(({ tenantId }) => tenantId))
      turns = step.turns
    }
    expect(chosen).toEqual(['greedy', 'modest', 'greedy', 'modest'])
  })

  it('keeps the rest of a turn while the tenant is busy, and forgets it once nothing of it waits', () => {
    const weightOf = (id: string) => (id === 'heavy' ? 3 : 1)
    const room = roomFor({ train: 1 })
    const both = [candidate('heavy'), candidate('light')]
    const first = chooseRuns(new Map(), both, room, weightOf)
    expect(first.chosen).toMatchObject([{ tenantId: 'heavy' }])
    const whileBusy = [candidate('heavy', { isBusy: true }), candidate('light')]
    const second = chooseRuns(first.turns, whileBusy, room, weightOf)
    expect(second.chosen).toMatchObject([{ tenantId: 'light' }])
    expect(second.turns.get('train 1')?.get('heavy')).toBe(2)
    expect(
      chooseRuns(second.turns, [candidate('light')], room, weightOf)
        .turns.get('train 1')
        ?.has('heavy'),
    ).toBe(false)
  })

  it('changes nothing of the state that it is given', () => {
    const { turns } = chooseRuns(new Map(), [candidate('a'), candidate('b')], roomFor({ train: 1 }), () => 1)
    const before = structuredClone(turns)
    chooseRuns(turns, [candidate('a'), candidate('b')], roomFor({ train: 1 }), () => 1)
    expect(turns).toEqual(before)
  })
})
