import { expect, it } from 'vitest'
import { firstPageOf } from './pages.ts'

it.each([
  [['ops:read', 'events:write'], 'overview'],
  [['events:write'], 'start'],
  [['search:read'], 'playground'],
  [['maintenance:read'], 'jobs'],
  [['keys:read'], 'keys'],
  [['admin'], 'tenants'],
])('a key of %s begins with the page %s', (scopes, id) => {
  expect(firstPageOf(scopes)?.id).toBe(id)
})

it('a key whose scopes give no page has none to begin with', () => {
  expect(firstPageOf(['users:read'])).toBeUndefined()
})
