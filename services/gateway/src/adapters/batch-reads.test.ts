import { expect, it } from 'vitest'
import { batchReads } from './batch-reads.ts'

function watched(read = async (ids: readonly string[]) => new Map(ids.map((id) => [id, id.length]))) {
  const asked: (readonly string[])[] = []
  const find = batchReads((ids) => {
    asked.push(ids)
    return read(ids)
  })
  return { find, asked }
}

it('reads what many ask for at once in one read, each id once', async () => {
  const { find, asked } = watched()
  expect(await Promise.all(['a', 'bb', 'a'].map(find))).toEqual([1, 2, 1])
  expect(asked).toEqual([['a', 'bb']])
})

it('answers null for more than 100 ids at once without a read, and reads them later', async () => {
  const { find, asked } = watched()
  const found = await Promise.all(Array.from({ length: 150 }, (_, n) => find(`id ${n}`)))
  expect(found.filter((one) => one === null)).toHaveLength(50)
  expect(asked).toHaveLength(1)
  expect(await find('id 149')).toBe(6)
})

it('a batch waits for the one before, and a failed read fails only its own batch', async () => {
  let isAway = true
  const gate = Promise.withResolvers<void>()
  const { find, asked } = watched(async (ids) => {
    if (!isAway) return new Map(ids.map((id) => [id, 7]))
    await gate.promise
    throw new Error('away')
  })
  const first = expect(find('a')).rejects.toThrow('away')
  await expect.poll(() => asked.length).toBe(1)
  const second = find('b')
  isAway = false
  expect(asked).toHaveLength(1)
  gate.resolve()
  await first
  expect(await second).toBe(7)
})
