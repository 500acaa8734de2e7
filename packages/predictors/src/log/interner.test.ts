import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Interner } from './interner.ts'

const names = fc.array(fc.oneof(fc.string({ minLength: 1, unit: 'grapheme' }), fc.constantFrom('a', 'b', 'ab', 'ü')))

describe('Interner', () => {
  it('numbers names by first appearance and finds them again', () => {
    fc.assert(
      fc.property(names, (given) => {
        const interner = new Interner()
        const distinct = [...new Set(given)]
        for (const name of given) expect(interner.intern(name)).toBe(distinct.indexOf(name))
        distinct.forEach((name, number) => {
          expect(interner.find(name)).toBe(number)
          expect(interner.nameOf(number)).toBe(name)
        })
        expect(interner.size).toBe(distinct.length)
      }),
    )
  })

  it('finds nothing that was not interned', () => {
    const interner = new Interner()
    interner.intern('here')
    expect(interner.find('there')).toBe(-1)
    expect(interner.find('')).toBe(-1)
    expect(interner.nameOf(7)).toBe('')
    expect(interner.nameOf(-1)).toBe('')
  })

  it('holds a hundred thousand names', () => {
    const interner = new Interner()
    for (let n = 0; n < 100_000; n++) interner.intern(`name-${n}`)
    expect(interner.find('name-77777')).toBe(77_777)
    expect(interner.nameOf(77_777)).toBe('name-77777')
  })

  it('takes names of any length', () => {
    const interner = new Interner()
    const long = ['x', 'é', '商', '🎈'].map((character) => character.repeat(5_000))
    expect(long.map((name) => interner.intern(name))).toEqual([0, 1, 2, 3])
    expect(long.map((name) => interner.find(name))).toEqual([0, 1, 2, 3])
    expect(interner.nameOf(2)).toBe(long[2])
  })

  it('never finds an anonymous number', () => {
    const interner = new Interner()
    expect([interner.anonymous(), interner.anonymous()]).toEqual([0, 1])
    expect(interner.find('')).toBe(-1)
  })

  it('forgets a name without a trace, and gives it a new number if it comes back', () => {
    const interner = new Interner()
    for (const name of ['before', 'secret', 'after']) interner.intern(name)
    interner.forget(1)
    expect(interner.find('secret')).toBe(-1)
    expect(interner.nameOf(1)).toBe('')
    expect(new TextDecoder().decode(interner.state.bytes)).not.toContain('secret')
    expect(interner.find('after')).toBe(2)
    expect(interner.intern('secret')).toBe(3)
  })

  it('stays quick to search while names come and are forgotten', () => {
    const interner = new Interner()
    for (let n = 0; n < 20_000; n++) interner.forget(interner.intern(`passing-${n}`))
    expect(interner.find('passing-19999')).toBe(-1)
  })

  it('is the same after it was stored and loaded', () => {
    fc.assert(
      fc.property(names, fc.array(fc.nat(10)), (given, forgotten) => {
        const interner = new Interner()
        for (const name of given) interner.intern(name)
        interner.anonymous()
        for (const number of forgotten) interner.forget(number)
        const loaded = Interner.restore(interner.state)
        for (const name of [...given, 'new']) expect(loaded.find(name)).toBe(interner.find(name))
        expect(loaded.intern('new')).toBe(interner.intern('new'))
      }),
    )
  })

  it('copies a name once, and an anonymous number each time, from another interner', () => {
    const from = new Interner()
    from.intern('a')
    from.anonymous()
    const interner = new Interner()
    expect([1, 0, 0, 1].map((number) => interner.copy(from, number))).toEqual([0, 1, 1, 2])
    expect(interner.nameOf(1)).toBe('a')
  })

  it('gives a name the same fingerprint in every process: FNV-1a, finished as in MurmurHash3', () => {
    // Their FNV-1a is 0xe40c292c, 0xbf9cf968 and 0x119dd44a. Stored counts of distinct items rest on these numbers.
    const interner = new Interner()
    const fingerprints = ['a', 'foobar', 'ü'].map((name) => interner.fingerprint(interner.intern(name)) >>> 0)
    expect(fingerprints).toEqual([0x1a80b1b3, 0x0c0da6dc, 0xc15d99c6])
  })

  it('has room for a few names at first, and costs some 12 bytes a name beyond the names', () => {
    const interner = new Interner()
    expect(interner.heldBytes).toBe(64 + 16 * 4 + 32 * 4)
    for (let n = 0; n < 100_000; n++) interner.intern(`${10_000_000 + n}`)
    expect(interner.heldBytes / 100_000 - 8).toBeLessThan(24)
  })

  it('finds all names while it grows, name by name', () => {
    const interner = new Interner()
    for (let n = 0; n < 300; n++) {
      expect(interner.intern(`n${n}`)).toBe(n)
      for (let known = 0; known <= n; known++) if (interner.find(`n${known}`) !== known) expect.fail(`n${known}`)
      expect(interner.find(`n${n + 1}`)).toBe(-1)
    }
  })

  it('forgets nothing if the number is unknown, anonymous or was forgotten before', () => {
    const interner = new Interner()
    interner.intern('a')
    interner.anonymous()
    interner.intern('b')
    interner.forget(2)
    for (const number of [-1, 1, 2, 3, 99]) interner.forget(number)
    expect(['a', 'b'].map((name) => interner.find(name))).toEqual([0, -1])
    expect([interner.size, interner.nameOf(0), interner.nameOf(1)]).toEqual([3, 'a', ''])
  })
})
