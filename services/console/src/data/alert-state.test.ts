import { expect, it } from 'vitest'
import { alertStateOf } from './alert-state.ts'

it.each([
  ['info', 'firing', 'notice'],
  ['info', 'resolved', 'resolved'],
  ['warning', 'firing', 'firing'],
  ['critical', 'pending', 'pending'],
] as const)('an alert of severity %s that is %s is called %s', (severity, state, word) => {
  expect(alertStateOf({ severity, state })).toBe(word)
})
