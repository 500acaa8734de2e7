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

describe('changes', () => {
  it('a model knows all changes committed before it was loaded, and later ones in order after catching up', async () => {
    commit('a', 'b')
    const resident = await load()
    commit('c', 'd', 'e', 'f')
    source.commit('globex', 'not ours')
    await resident.catchUp()
    expect(changesIn(resident.model)).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
  })

  it('a change after loading is live, a change during loading is not', async () => {
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

  it('the epoch is the last transaction that the model knows', async () => {
    const resident = await load()
    const transaction = commit('a')
    await resident.catchUp()
    expect(resident.epoch).toBe(Number(transaction))
  })
})

describe('catching up', () => {
  it('calls while a model is catching up share one more run, which reads later changes', async () => {
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

  it('catching up after a failure reads all changes', async () => {
    const resident = await load()
    commit('a')
    source.isUnavailable = true
    await expect(resident.catchUp()).rejects.toThrow('Postgres unavailable')
    expect(resident.model).toEqual([])
    source.isUnavailable = false
    await resident.catchUp()
    expect(changesIn(resident.model)).toEqual(['a'])
  })
})

describe('waiting for a write', () => {
  it('waiting for a known write ends at once and reads nothing', async () => {
    const transaction = commit('a')
    const resident = await load()
    const before = source.count.readChanges
    expect(await resident.waitFor(transaction, 500)).toBe(true)
    expect(source.count.readChanges).toBe(before)
  })

  it('waiting for a write reads it at once', async () => {
    const resident = await load()
    expect(await resident.waitFor(commit('a'), 500)).toBe(true)
    expect(changesIn(resident.model)).toEqual(['a'])
  })

  it('waiting for a write ends when another call reads it', async () => {
    const resident = await load()
    const transaction = commit('a')
    source.isUnavailable = true
    const waiting = resident.waitFor(transaction, 500)
    await vi.advanceTimersByTimeAsync(100)
    source.isUnavailable = false
    await resident.catchUp()
    expect(await waiting).toBe(true)
  })

  it('reading one write does not end the wait for a later one', async () => {
    const resident = await load()
    const first = commit('a')
    const answered = vi.fn()
    const waiting = resident.waitFor(first + 1n, 500).then(answered)
    await resident.catchUp()
    await vi.advanceTimersByTimeAsync(100)
    expect(answered).not.toHaveBeenCalled()
    commit('b')
    await resident.catchUp()
    await waiting
    expect(answered).toHaveBeenCalledExactlyOnceWith(true)
  })

  it('waiting for a write ends at its timeout while Postgres is unavailable', async () => {
    const resident = await load()
    source.isUnavailable = true
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
  it('a model is not replaced without a newer snapshot', async () => {
    const resident = await load()
    expect(await resident.refresh()).toBe(false)
    expect(source.count.load).toBe(1)
  })

  it('a newer snapshot takes over with every change once, and the old model serves and learns until then', async () => {
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

  it('a newer snapshot takes over only after it has read as far as the old model', async () => {
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

  it('a page that is being read when a newer snapshot is ready is not applied twice', async () => {
    const resident = await load()
    source.version = 2n
    const reading = source.hold('readChanges')
    const catchingUp = resident.catchUp()
    await reading.reached
    commit('a')
    const refreshing = resident.refresh()
    await vi.advanceTimersByTimeAsync(0)
    reading.open()
    await Promise.all([catchingUp, refreshing])
    expect(changesIn(resident.model)).toEqual(['a'])
  })

  it('a newer snapshot catches up with changes that the old model learned while it was loaded', async () => {
    const resident = await load()
    source.version = 2n
    const held = source.hold('load')
    const refreshing = resident.refresh()
    await held.reached
    commit('a')
    const behind = source.hold('readChanges')
    held.open()
    await behind.reached
    await resident.catchUp()
    const { epoch } = resident
    behind.open()
    expect(await refreshing).toBe(true)
    expect(resident.epoch).toBeGreaterThanOrEqual(epoch)
    expect(changesIn(resident.model)).toEqual(['a'])
  })

  it('concurrent refreshes load a newer snapshot once', async () => {
    const resident = await load()
    source.version = 2n
    const held = source.hold('load')
    const announced = resident.refresh()
    await held.reached
    const polled = resident.refresh()
    held.open()
    await Promise.all([announced, polled])
    expect(source.count.load).toBe(2)
  })

  it('a newer snapshot that cannot be loaded leaves the old model in service until the next try', async () => {
    commit('a')
    const resident = await load()
    const old = resident.model
    source.version = 2n
    const held = source.hold('load')
    const refreshing = expect(resident.refresh()).rejects.toThrow('Postgres unavailable')
    await held.reached
    source.isUnavailable = true
    held.open()
    await refreshing
    expect(resident.model).toBe(old)
    source.isUnavailable = false
    expect(await resident.refresh()).toBe(true)
  })
})
