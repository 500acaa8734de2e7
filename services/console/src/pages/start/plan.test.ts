import { describe, expect, it } from 'vitest'
import { FileFault } from '../../data/file-fault.ts'
import { missingOf, withColumn } from './column-choice.ts'
import { planImport } from './plan.ts'

function faultOf(name: string, lines: readonly string[]): FileFault {
  try {
    planImport(name, lines, undefined)
  } catch (error) {
    if (error instanceof FileFault) return error
  }
  throw new Error(`${name} should not be read`)
}

const table = ['wer,was,wann', 'ann,tea,2026-01-01T10:00:00Z', 'bob,cake,2026-01-01T11:00:00Z']

describe('a file that is not recognised', () => {
  it('a table of unknown columns is described without a flag of the command, and tells its columns', () => {
    const { message, columns } = faultOf('visits.csv', table)
    expect(message).toContain('wer, was, wann')
    expect(message).not.toContain('--')
    expect(columns).toEqual(['wer', 'was', 'wann'])
  })

  it('JSON objects of unknown fields tell their fields', () => {
    const { message, columns } = faultOf('visits.ndjson', ['{"wer":"ann","was":"tea"}'])
    expect(message).not.toContain('--')
    expect(columns).toEqual(['wer', 'was'])
  })

  it.each([
    ['an empty file', [''], 'is empty'],
    ['an HTML page', ['<!doctype html>', '<html>'], 'is an HTML page'],
    ['a table without a header', ['1;2;3', '4;5;6'], 'Events need the column item_id'],
  ])('%s says what it is, and offers no columns', (_what, lines, text) => {
    const { message, columns } = faultOf('file', lines)
    expect(message).toContain(text)
    expect(message).not.toContain('--')
    expect(columns).toEqual([])
  })

  it('a table is read by the columns that are chosen for it', () => {
    const columns = { item: 'was', user: 'wer', time: 'wann' }
    const plan = planImport('visits.csv', table, { content: 'events', columns })
    expect(plan).toMatchObject({ kind: 'events', accepted: 2 })
    expect(plan.batches[0]?.[0]).toMatchObject({ itemId: 'tea', userId: 'ann', occurredAt: '2026-01-01T10:00:00.000Z' })
  })

  it('a table of items is read by the columns that are chosen for it', () => {
    const columns = { id: 'was', title: 'wer' }
    const plan = planImport('items.csv', table, { content: 'items', columns })
    expect(plan).toMatchObject({ kind: 'items', accepted: 2 })
    expect(plan.batches[0]?.[0]).toMatchObject({ id: 'tea', title: 'ann' })
  })
})

describe('the choice of columns', () => {
  it('says what is missing until a file can be read by it', () => {
    const item = withColumn({ content: 'events', columns: {} }, 'item', 'was')
    expect(missingOf(item)).toContain('the user or the session')
    expect(missingOf(withColumn(item, 'session', 'wer'))).toBeUndefined()
    expect(missingOf({ content: 'items', columns: { title: 'was' } })).toContain('the id')
  })

  it('takes a field away by an empty column', () => {
    expect(withColumn({ content: 'events', columns: { item: 'a', user: 'b' } }, 'user', '').columns).toEqual({
      item: 'a',
    })
  })
})
