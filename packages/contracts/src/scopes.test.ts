import { expect, it } from 'vitest'
import { applicationScopes, publishableScopes } from './scopes.ts'

it('a key of an application reaches all data of its tenant and nothing of the platform', () => {
  expect(applicationScopes).toEqual([
    'items:read',
    'items:write',
    'events:write',
    'predictions:read',
    'suggestions:read',
    'search:read',
    'learning:read',
    'maintenance:read',
    'maintenance:write',
    'users:read',
    'users:write',
    'keys:read',
    'keys:write',
  ])
})

it('a key in a browser can send events and ask for predictions only', () => {
  expect(publishableScopes).toEqual(['events:write', 'predictions:read'])
})
