import { expect, it } from 'vitest'
import { snapshotKinds } from './snapshot-kinds.ts'

it('kinds of snapshots keep the names under which they are stored', () => {
  expect(snapshotKinds).toEqual({ nextItem: 'next-item', search: 'search' })
})
