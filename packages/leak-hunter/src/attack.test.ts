import { calls } from '@inkling/contracts'
import { expect, it } from 'vitest'
import { Attacks } from './attack.ts'
import { Party } from './party.ts'
import { seeded } from './random.ts'

it('an id that a call cannot have is not compared with one that nobody has', () => {
  const send = () => Promise.reject(new Error('nothing is sent'))
  const account = { id: 'victim', key: 'ink_0123456789abcdef01_0123456789abcdef0123456789abcdef' }
  const [victim, attacker] = [new Party(account, 1, send), new Party({ ...account, id: 'attacker' }, 2, send)]
  victim.vault.release('/token-issuers', 'login')
  victim.vault.release('rcp_', 'rcp_No.Issuer')
  const attacks = new Attacks(victim, attacker, seeded(5))
  const made = Array.from({ length: 1000 }, () => attacks.of(calls.deleteTokenIssuer))
  const isCompared = (id: string) =>
    made
      .filter(({ name, asked }) => name === 'ids' && asked.path.endsWith(id))
      .map(({ absent }) => absent !== undefined)
  expect(new Set(isCompared('/login'))).toEqual(new Set([true]))
  expect(new Set(isCompared('/rcp_No.Issuer'))).toEqual(new Set([false]))
})
