import type { FastifyRequest } from 'fastify'
import { describe, expect, it } from 'vitest'
import { consoleSessions } from './console-session.ts'

const secret = '0f'.repeat(32)
const key = `ink_abc_${secret}`
const sessions = consoleSessions('a secret of the gateways')
const requestOf = (headers: Record<string, string>, protocol = 'http') => ({ headers, protocol }) as FastifyRequest
const console = { 'x-inkling-console': '1' }
const cookie = (await sessions.begin(requestOf({}), key)).split(';')[0] ?? ''

describe('a session of the console', () => {
  it('stands for its key beside the header of the console', async () => {
    for (const sent of [cookie, `other=1; ${cookie}; more=2`])
      expect(await sessions.bearerOf(requestOf({ ...console, cookie: sent }))).toBe(`Bearer ${key}`)
  })

  it('stands for nothing without the header, which no page of another origin can send', async () => {
    expect(await sessions.bearerOf(requestOf({ cookie }))).toBeUndefined()
  })

  it('shows neither the key nor its id', () => {
    expect(cookie).not.toContain('abc_')
    expect(cookie).not.toContain(secret)
  })

  it('is nothing after a change of a character, or with another secret', async () => {
    const changed = cookie.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))
    const others = consoleSessions('another secret')
    expect(await sessions.bearerOf(requestOf({ ...console, cookie: `${changed}x` }))).toBeUndefined()
    expect(await others.bearerOf(requestOf({ ...console, cookie }))).toBeUndefined()
    expect(await sessions.bearerOf(requestOf({ ...console, cookie: 'inkling_console=nonsense' }))).toBeUndefined()
  })

  it('may begin with a token, unless no cookie has room for it', async () => {
    const token = 'a.b-c.d_e'
    expect(sessions.credentialIn(requestOf({ authorization: `Bearer ${token}` }))).toBe(token)
    const [begun = ''] = (await sessions.begin(requestOf({}), token)).split(';')
    expect(await sessions.bearerOf(requestOf({ ...console, cookie: begun }))).toBe(`Bearer ${token}`)
    const refused = expect.objectContaining({ code: 'validation_failed' })
    await expect(sessions.begin(requestOf({}), 'x'.repeat(3_000))).rejects.toEqual(refused)
  })

  it('is sent over HTTPS only if it began there, never to other sites, and not to scripts', async () => {
    const [plain, secure] = await Promise.all(['http', 'https'].map((one) => sessions.begin(requestOf({}, one), key)))
    expect(plain).toMatch(/; HttpOnly; SameSite=Strict$/)
    expect(secure).toMatch(/; HttpOnly; SameSite=Strict; Secure$/)
    expect(sessions.end(requestOf({}))).toContain('inkling_console=; Path=/; Max-Age=0')
  })
})
