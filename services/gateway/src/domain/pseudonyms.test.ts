import { createSecretKey, randomBytes } from 'node:crypto'
import { pseudonymPattern } from '@inkling/contracts'
import { expect, it } from 'vitest'
import { createPseudonyms, pseudonymous } from './pseudonyms.ts'

const secret = createSecretKey(Buffer.alloc(32, 1))
const pseudonyms = createPseudonyms(secret)
const salt = Buffer.alloc(32, 2)
const pseudonymOf = pseudonyms('acme', salt)

it('a user has one pseudonym, in every process with the secret and the salt', () => {
  expect(pseudonymOf('ada')).toMatch(pseudonymPattern)
  expect(createPseudonyms(secret)('acme', Buffer.from(salt))('ada')).toBe(pseudonymOf('ada'))
  expect(pseudonymOf('bob')).not.toBe(pseudonymOf('ada'))
})

it('another tenant, another salt and another secret each give another pseudonym', () => {
  const others = [
    pseudonyms('shop', salt),
    pseudonyms('acme', randomBytes(32)),
    createPseudonyms(createSecretKey(Buffer.alloc(32, 3)))('acme', salt),
  ]
  expect(new Set([pseudonymOf, ...others].map((each) => each('ada')))).toHaveProperty('size', 4)
})

it('a pseudonym stands for itself', () => {
  expect(pseudonymOf(pseudonymOf('ada'))).toBe(pseudonymOf('ada'))
  expect(pseudonymOf('psn_ada')).toMatch(pseudonymPattern)
})

it.each(['', 'a'.repeat(257), 'a\0', '\ud800'])('what no user can be called is left to the service: %j', (text) => {
  expect(pseudonymOf(text)).toBe(text)
})

it('the rights of a token are for the pseudonym of its user', () => {
  expect(pseudonymous({ userId: 'ada', scopes: [] }, pseudonymOf)).toEqual({ userId: pseudonymOf('ada'), scopes: [] })
  expect(pseudonymous({ userId: 'ada' }, undefined)).toEqual({ userId: 'ada' })
  expect(pseudonymous({}, pseudonymOf)).toEqual({})
})
