import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { plans } from '@inkling/contracts'
import { expect, it } from 'vitest'
import { readPlans } from './read-plans.ts'

it('replaces the limits that are named, and keeps all others', () => {
  const starter = { ...plans.starter, requestsPerMinute: 500 }
  expect(readPlans('{"starter": {"requestsPerMinute": 500}}')).toEqual({ ...plans, starter })
  expect(readPlans('')).toEqual(plans)
})

it('reads the limits from a file', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'plans-')), 'plans.json')
  writeFileSync(file, '{"growth": {"concurrentRequests": 7}}')
  expect(readPlans(file).growth.concurrentRequests).toBe(7)
})

it.each([
  ['{"starter": {"requestsPerMinute": 0}}', /PLANS\/starter\/requestsPerMinute: .*1/],
  ['{"starter": {"requestPerMinute": 5}}', /PLANS\/starter\/requestPerMinute: .*requestsPerMinute/],
  ['{"gold": {}}', /PLANS\/gold: /],
  ['{"starter": ', /PLANS is not valid JSON/],
  ['/nowhere/plans.json', /neither a JSON object nor a file that can be read: \/nowhere\/plans.json/],
])('refuses %s with an error that names the fault', (given, message) => {
  expect(() => readPlans(given)).toThrow(message)
})
