import { expect, it } from 'vitest'
import { applicationScopes } from './scopes.ts'

it("an application's key reaches its own data and nothing of the platform", () => {
  expect(applicationScopes).toContain('events:write')
  expect(applicationScopes.filter((scope) => scope === 'admin' || scope.startsWith('ops:'))).toEqual([])
})
