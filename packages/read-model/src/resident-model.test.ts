import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { changesIn, FakeSource } from '../test/fake-source.ts'
import { ResidentModel } from './resident-model.ts'

let source: FakeSource
beforeEach(() => {
  vi.useFakeTimers()
  source = new FakeSource()
})
afterEach(() => void vi.useRealTimers())

const commit = (...changes: string[]) => changes.map((change) => source.commit('acme', change)).at(-1) ?? 0n
const load = () => ResidentModel.load('acme', source)

describe('a model', () => {
  it('knows what is committed when it is loaded, and after catching up what came since, in order', async () => {
    commit('a', 'b')
    const resident = await load()
    commit('c', 'd', 'e', 'f')
    source.commit('globex', 'not ours')
    await resident.catchUp()
    expect(changesIn(resident.model)).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
  })

  it('is told what happens now from what it only makes up for', async () => {
    const held = source.hold('load')
    const loading = load()
    await held.reached
    commit('during')
    held.open()
    const resident = await loading
    commit('after')
    await resident.catchUp()
    expect(resident.model).toEqual([
      { change: 'during', live: false },
      { change: 'after', live: true },
    ])
  })

  it('names the last transaction of which it knows', async () => {
    const resident = await load()
    const transaction = commit('a')
    await resident.catchUp()
    expect(resident.epoch).toBe(Number(transaction))
  })
})

describe('catching up', () => {
  it('while it runs shares one more run, which reads what came meanwhile', async () => {
    const resident = await load()
    const before = source.count.readChanges
    const held = source.hold('readChanges')
    const first = resident.catchUp()
    await held.reached
    const others = [resident.catchUp(), resident.catchUp(), resident.catchUp()]
    held.open()
    await Promise.all([first, ...others])
    expect(source.count.readChanges - before).toBe(2)
  })

  it('that fails loses nothing and is made up for by the next', async () => {
    const resident = await load()
    commit('a')
    source.isAway = true
    await expect(resident.catchUp()).rejects.toThrow('Postgres is away')
    expect(resident.model).toEqual([])
    source.isAway = false
    await resident.catchUp()
    expect(changesIn(resident.model)).toEqual(['a'])
  })
})

describe('waiting for a write', () => {
  it('that is known takes no time and reads nothing', async () => {
    const transaction = commit('a')
    const resident = await load()
    const before = source.count.readChanges
    expect(await resident.waitFor(transaction, 500)).toBe(true)
    expect(source.count.readChanges).toBe(before)
  })

  it('reads it at once', async () => {
    const resident = await load()
    expect(await resident.waitFor(commit('a'), 500)).toBe(true)
    expect(changesIn(resident.model)).toEqual(['a'])
  })

  it('ends as soon as anyone reads it', async () => {
    const resident = await load()
    const transaction = commit('a')
    source.isAway = true
    const waiting = resident.waitFor(transaction, 500)
    await vi.advanceTimersByTimeAsync(100)
    source.isAway = false
    await resident.catchUp()
    expect(await waiting).toBe(true)
  })

  it('ends at its time when it does not come, as while Postgres is away', async () => {
    const resident = await load()
    source.isAway = true
    const answered = vi.fn()
    const waiting = resident.waitFor(commit('a'), 500).then(answered)
    await vi.advanceTimersByTimeAsync(499)
    expect(answered).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1)
    await waiting
    expect(answered).toHaveBeenCalledWith(false)
  })
})

describe('a newer snapshot', () => {
  it('is not loaded when there is none', async () => {
    const resident = await load()
    expect(await resident.refresh()).toBe(false)
    expect(source.count.load).toBe(1)
  })

  it('takes over with every change once; the old model serves and learns until then', async () => {
    commit('a')
    const resident = await load()
    const old = resident.model
    source.version = 2n
    const held = source.hold('load')
    const refreshing = resident.refresh()
    await held.reached
    commit('b')
    await resident.catchUp()
    expect(resident.model).toBe(old)
    expect(changesIn(resident.model)).toEqual(['a', 'b'])
    held.open()
    expect(await refreshing).toBe(true)
    expect(resident.model).not.toBe(old)
    expect(changesIn(resident.model)).toEqual(['a', 'b'])
    expect(await resident.refresh()).toBe(false)
  })

  it('never takes the model back behind what it has answered from', async () => {
    const resident = await load()
    source.version = 2n
    const held = source.hold('newestVersion')
    const refreshing = resident.refresh()
    await held.reached
    const reading = source.hold('readChanges')
    const catchingUp = resident.catchUp()
    await reading.reached
    held.open()
    await vi.advanceTimersByTimeAsync(0)
    const transaction = commit('a')
    reading.open()
    await Promise.all([catchingUp, refreshing])
    expect(resident.epoch).toBe(Number(transaction))
    expect(changesIn(resident.model)).toEqual(['a'])
  })

  it('is loaded once, however many ask for it meanwhile', async () => {
    const resident = await load()
    source.version = 2n
    const held = source.hold('load')
    const announced = resident.refresh()
    await held.reached
    const polled = resident.refresh()
    held.open()
    expect(await Promise.all([announced, polled])).toEqual([true, false])
    expect(source.count.load).toBe(2)
  })

  it('that cannot be loaded leaves the model as it is, to be tried again', async () => {
    commit('a')
    const resident = await load()
    const old = resident.model
    source.version = 2n
    const held = source.hold('load')
    const refreshing = expect(resident.refresh()).rejects.toThrow('Postgres is away')
    await held.reached
    source.isAway = true
    held.open()
    await refreshing
    expect(resident.model).toBe(old)
    source.isAway = false
    expect(await resident.refresh()).toBe(true)
  })
})
