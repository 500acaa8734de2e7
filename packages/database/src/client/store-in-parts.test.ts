import { expect, it, vi } from 'vitest'
import { storeInParts } from './store-in-parts.ts'

const fields = { time: '/occurredAt', number: '/value' }
const refusal = (code: string) => Object.assign(new Error('refused'), { code })

/** Refuses a transaction that has a bad row, with the SQLSTATE of the row. */
const storeGood = (bad: Readonly<Record<number, string>>) =>
  vi.fn(async (rows: readonly number[]) => {
    const code = rows.map((row) => bad[row]).find((state) => state !== undefined)
    if (code) throw refusal(code)
    return rows
  })

it('stores rows that Postgres accepts at once', async () => {
  const store = storeGood({})
  expect(await storeInParts([1, 2, 3], fields, store)).toEqual({ stored: [[1, 2, 3]], refused: [] })
  expect(store).toHaveBeenCalledOnce()
})

it('stores every good row and names the field of each bad one', async () => {
  const rows = Array.from({ length: 1_000 }, (_, row) => row)
  const store = storeGood({ 0: '22007', 500: '22003', 999: '22P05' })
  const { stored, refused } = await storeInParts(rows, fields, store)
  expect(stored.flat()).toEqual(rows.filter((row) => ![0, 500, 999].includes(row)))
  expect(refused).toEqual([
    { row: 0, fault: { pointer: '/occurredAt', code: 'format', detail: 'This time cannot be stored' } },
    {
      row: 500,
      fault: { pointer: '/value', code: 'range', detail: 'This number is too large or too small to be stored' },
    },
    { row: 999, fault: { pointer: '', code: 'not_storable', detail: 'This line has a value that cannot be stored' } },
  ])
  expect(store.mock.calls.length).toBeLessThan(3 * 2 * 10 + 3)
})

it('does not halve rows when the error is not one of the data', async () => {
  const store = storeGood({ 2: '53100' })
  await expect(storeInParts([1, 2, 3], fields, store)).rejects.toMatchObject({ code: '53100' })
  expect(store).toHaveBeenCalledOnce()
})
