import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EventChain } from './event-chain.ts'

/** A chain in which event n has the n-th key; keys below 0 mean "no key". */
function chainOf(keys: readonly number[], isTwoWay = false): EventChain {
  const chain = new EventChain({ isTwoWay })
  for (let key = 0; key <= Math.max(-1, ...keys); key++) chain.names.intern(`key ${key}`)
  for (const [event, key] of keys.entries()) chain.append(event, key)
  return chain
}

const eventsOf = (keys: readonly number[], wanted: number) =>
  [...keys.entries()].flatMap(([event, key]) => (key === wanted ? [event] : []))

const keys = fc.array(fc.integer({ min: -1, max: 4 }), { maxLength: 60 })

describe('EventChain', () => {
  it('leads through the events of each key, back and forth', () => {
    fc.assert(
      fc.property(keys, (given) => {
        const chain = chainOf(given, true)
        for (const key of new Set(given.filter((k) => k >= 0))) {
          const events = eventsOf(given, key)
          expect(chain.eventsOf(key)).toEqual(events)
          expect([chain.size(key), chain.last(key)]).toEqual([events.length, events.at(-1)])
          expect(events.map((event) => chain.previous(event))).toEqual([-1, ...events].slice(0, -1))
          expect(events.map((event) => chain.next(event))).toEqual([...events.slice(1), -1])
        }
        expect(given.map((_, event) => chain.keyOf(event))).toEqual(given)
        expect(chain.live).toBe(new Set(given.filter((k) => k >= 0)).size)
      }),
    )
  })

  it('is the chain without an event after that was removed, and with it after it was inserted again', () => {
    fc.assert(
      fc.property(keys, fc.nat(59), (given, at) => {
        fc.pre((given[at] ?? -1) >= 0)
        const key = given[at] ?? -1
        const chain = chainOf(given, true)
        const others = eventsOf(given, key).filter((event) => event !== at)
        chain.unlink(at)
        expect([chain.keyOf(at), chain.previous(at), chain.size(key)]).toEqual([-1, -1, others.length])
        expect(chain.eventsOf(key)).toEqual(others)
        expect(others.map((event) => chain.next(event))).toEqual(others.length > 0 ? [...others.slice(1), -1] : [])
        chain.insert(at, key)
        expect(chain.eventsOf(key)).toEqual(eventsOf(given, key))
        expect(chain.next(at)).toBe(eventsOf(given, key).find((event) => event > at) ?? -1)
      }),
    )
  })

  it('forgets the name of a key with its last event', () => {
    const chain = chainOf([0, 1, 0])
    chain.unlink(0)
    expect(chain.names.find('key 0')).toBe(0)
    chain.unlink(2)
    expect([chain.names.find('key 0'), chain.live, chain.last(0), chain.size(0)]).toEqual([-1, 1, -1, 0])
    chain.unlink(2)
    expect(chain.live).toBe(1)
  })

  it('lists the newest events up to a limit, oldest first', () => {
    const chain = chainOf([0, 0, 1, 0])
    expect(chain.eventsOf(0, 2)).toEqual([1, 3])
    expect(chain.eventsOf(0, 0)).toEqual([])
    expect(chain.eventsOf(7)).toEqual([])
    expect(chain.eventsOf(-1)).toEqual([])
  })

  it('renumbers events and keys when compacted', () => {
    const chain = chainOf([0, 1, -1, 2, 1], true)
    chain.compact(Int32Array.of(1, 2, 4))
    expect([0, 1, 2].map((event) => chain.keyOf(event))).toEqual([0, -1, 0])
    expect(chain.names.nameOf(0)).toBe('key 1')
    expect([chain.names.find('key 0'), chain.live, chain.next(0), chain.previous(2)]).toEqual([-1, 1, 2, 0])
  })

  it('holds no column until an event has a key', () => {
    const chain = new EventChain()
    const empty = chain.heldBytes
    for (let event = 0; event < 1_000; event++) chain.append(event, -1)
    expect(chain.heldBytes).toBe(empty)
    expect([chain.keyOf(999), chain.previous(999)]).toEqual([-1, -1])
    chain.append(1_000, chain.names.intern('first'))
    expect([chain.keyOf(999), chain.previous(999), chain.keyOf(1_000)]).toEqual([-1, -1, 0])
    expect(chain.heldBytes).toBeGreaterThan(empty)
  })

  it('is the same after it was stored and restored', () => {
    fc.assert(
      fc.property(keys, (given) => {
        const [chain, restored] = [chainOf(given, true), new EventChain({ isTwoWay: true })]
        restored.restore(structuredClone(chain.stateOf(given.length)))
        expect(given.map((_, event) => restored.keyOf(event))).toEqual(given)
        for (const key of new Set(given.filter((k) => k >= 0)))
          expect(restored.eventsOf(key)).toEqual(chain.eventsOf(key))
        expect(restored.live).toBe(chain.live)
      }),
    )
  })

  it('tells the memory of its names, its keys and its events', () => {
    const [oneWay, twoWay] = [new EventChain(), new EventChain({ isTwoWay: true })]
    // An empty interner holds 256 bytes.
    expect([oneWay.heldBytes, twoWay.heldBytes]).toEqual([256 + 2 * 16 * 4, 256 + 2 * 16 * 4])
    for (const chain of [oneWay, twoWay]) chain.append(0, chain.names.intern('a'))
    const perEvent = (chain: EventChain) => chain.heldBytes - 256 - 2 * 16 * 4
    expect(perEvent(twoWay) / perEvent(oneWay)).toBe(3 / 2)
  })

  it('grows for hundreds of keys and events', () => {
    const given = Array.from({ length: 600 }, (_, event) => (event * 7) % 200)
    const chain = chainOf(given, true)
    for (let key = 0; key < 200; key++) expect(chain.eventsOf(key)).toEqual(eventsOf(given, key))
    expect(chain.live).toBe(200)
  })

  it('stores a log of which no event has a key as events without keys', () => {
    const [chain, restored] = [new EventChain(), new EventChain()]
    for (let event = 0; event < 3; event++) chain.append(event, -1)
    expect([...chain.stateOf(3).keys]).toEqual([-1, -1, -1])
    restored.restore(chain.stateOf(3))
    restored.append(3, restored.names.intern('first'))
    expect([0, 1, 2, 3].map((event) => restored.keyOf(event))).toEqual([-1, -1, -1, 0])
  })

  it('goes on after it was compacted', () => {
    const chain = chainOf([0, 1, 0, 1], true)
    chain.compact(Int32Array.of(2, 3))
    chain.append(2, chain.names.intern('key 0'))
    expect([chain.eventsOf(0), chain.next(0), chain.previous(2), chain.size(0)]).toEqual([[0, 2], 2, 0, 2])
  })
})
