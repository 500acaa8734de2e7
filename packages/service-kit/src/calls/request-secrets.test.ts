import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, expect, it } from 'vitest'
import { watchRequestSecrets } from './request-secrets.ts'
import { digest, signRequest, verifyRequest } from './request-signature.ts'

const folder = await mkdtemp(join(tmpdir(), 'inkling-secrets-'))
afterAll(() => rm(folder, { recursive: true }))
const file = join(folder, 'secrets')
const [given, old, fresh] = ['given', 'old', 'fresh'].map((name) => name.padEnd(32, '-')) as [string, string, string]
const logger = { info: () => {}, error: () => {} }
const writtenMs = 1_000_000_000_000
let stop = () => {}
afterEach(() => stop())

async function write(...secrets: string[]): Promise<void> {
  await writeFile(file, secrets.join('\n'))
  await utimes(file, writtenMs / 1_000, writtenMs / 1_000)
}

async function watch(clock: { nowMs: number }) {
  const watched = await watchRequestSecrets(file, logger, { nowMs: () => clock.nowMs, everyMs: 3_600_000 })
  stop = watched.stop
  return watched.look
}
const signedAtMs = 5
const context = {
  principal: { tenantId: 't', keyId: 'k', scopes: [] },
  timeoutMs: 9,
  bodyDigest: digest(''),
  signedAtMs,
}
const sign = (secret = given) => signRequest(secret, 'GET', '/', context)
const accepts = (signed: string) => {
  try {
    return verifyRequest(given, 'GET', '/', signed, signedAtMs).principal.tenantId === 't'
  } catch {
    return false
  }
}

it('a rotation refuses no request: a new secret is accepted before it signs, and an old one until it is taken out', async () => {
  const [byOld, byFresh] = [sign(old), sign(fresh)]
  const clock = { nowMs: writtenMs + 60_000 }
  await write(old)
  const look = await watch(clock)
  expect([sign(), accepts(byOld), accepts(byFresh)]).toEqual([byOld, true, false])
  await write(fresh, old)
  clock.nowMs = writtenMs + 14_999
  await look()
  expect([sign(), accepts(byOld), accepts(byFresh)]).toEqual([byOld, true, true])
  clock.nowMs = writtenMs + 15_000
  await look()
  expect([sign(), accepts(byOld), accepts(byFresh)]).toEqual([byFresh, true, true])
  await write(fresh)
  await look()
  expect([sign(), accepts(byOld), accepts(byFresh)]).toEqual([byFresh, false, true])
})

it('the secret of the environment is not accepted beside those of the file', async () => {
  const byGiven = sign()
  await write(fresh)
  await watch({ nowMs: writtenMs })
  expect(accepts(byGiven)).toBe(false)
})

it('a file that becomes wrong changes nothing, and one that is wrong at first is refused without showing it', async () => {
  await write(fresh)
  const look = await watch({ nowMs: writtenMs })
  const byFresh = sign()
  await write('hunter2')
  await expect(look()).rejects.toThrow(/^REQUEST_SECRETS_FILE must hold a secret of at least 32 characters per line$/)
  expect([sign(), accepts(byFresh)]).toEqual([byFresh, true])
  stop()
  await expect(watch({ nowMs: writtenMs })).rejects.toThrow('REQUEST_SECRETS_FILE')
})
