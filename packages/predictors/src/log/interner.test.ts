import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Dictionary } from './interner.ts'

const names = fc.array(fc.oneof(fc.string({ minLength: 1, unit: 'grapheme' }), fc.constantFrom('a', 'b', 'ab', 'ü')))

describe('Dictionary', () => {
  it('numbers names by first appearance and finds them again', () => {
    fc.assert(
      fc.property(names, (given) => {
        const dictionary = new Dictionary()
        const distinct = [...new Set(given)]
        for (const name of given) expect(dictionary.intern(name)).toBe(distinct.indexOf(name))
        distinct.forEach((name, number) => {
          expect(dictionary.find(name)).toBe(number)
          expect(dictionary.nameOf(number)).toBe(name)
        })
        expect(dictionary.size).toBe(distinct.length)
      }),
    )
  })

  it('finds nothing that was not interned', () => {
    const dictionary = new Dictionary()
    dictionary.intern('here')
    expect(dictionary.find('there')).toBe(-1)
    expect(dictionary.find('')).toBe(-1)
    expect(dictionary.nameOf(7)).toBe('')
    expect(dictionary.nameOf(-1)).toBe('')
  })

  it('holds a hundred thousand names', () => {
    const dictionary = new Dictionary()
    for (let n = 0; n < 100_000; n++) dictionary.intern(`name-${n}`)
    expect(dictionary.find('name-77777')).toBe(77_777)
    expect(dictionary.nameOf(77_777)).toBe('name-77777')
  })

  it('takes names of any length', () => {
    const dictionary = new Dictionary()
    const long = ['x', 'é', '商', '🎈'].map((character) => character.repeat(5_000))
    expect(long.map((name) => dictionary.intern(name))).toEqual([0, 1, 2, 3])
    expect(long.map((name) => dictionary.find(name))).toEqual([0, 1, 2, 3])
    expect(dictionary.nameOf(2)).toBe(long[2])
  })

  it('never finds an anonymous number', () => {
    const dictionary = new Dictionary()
    expect([dictionary.anonymous(), dictionary.anonymous()]).toEqual([0, 1])
    expect(dictionary.find('')).toBe(-1)
  })

  it('forgets a name without a trace of it, and numbers it anew if it comes back', () => {
    const dictionary = new Dictionary()
    for (const name of ['before', 'secret', 'after']) dictionary.intern(name)
    dictionary.forget(1)
    expect(dictionary.find('secret')).toBe(-1)
    expect(dictionary.nameOf(1)).toBe('')
    expect(new TextDecoder().decode(dictionary.state.bytes)).not.toContain('secret')
    expect(dictionary.find('after')).toBe(2)
    expect(dictionary.intern('secret')).toBe(3)
  })

  it('stays quick to search while names come and are forgotten', () => {
    const dictionary = new Dictionary()
    for (let n = 0; n < 20_000; n++) dictionary.forget(dictionary.intern(`passing-${n}`))
    expect(dictionary.find('passing-19999')).toBe(-1)
  })

  it('is the same after it was stored and loaded', () => {
    fc.assert(
      fc.property(names, fc.array(fc.nat(10)), (given, forgotten) => {
        const dictionary = new Dictionary()
        for (const name of given) dictionary.intern(name)
        dictionary.anonymous()
        for (const number of forgotten) dictionary.forget(number)
        const loaded = Dictionary.restore(dictionary.state)
        for (const name of [...given, 'new']) expect(loaded.find(name)).toBe(dictionary.find(name))
        expect(loaded.intern('new')).toBe(dictionary.intern('new'))
      }),
    )
  })

  it('copies a name once, and an anonymous number each time, from another dictionary', () => {
    const from = new Dictionary()
    from.intern('a')
    from.anonymous()
    const dictionary = new Dictionary()
    expect([1, 0, 0, 1].map((number) => dictionary.copy(from, number))).toEqual([0, 1, 1, 2])
    expect(dictionary.nameOf(1)).toBe('a')
  })
})
