import type { FastifyRequest } from 'fastify'
import { describe, expect, it } from 'vitest'
import { consoleSessions } from './console-session.ts'

const key = { id: 'abc', secret: '0f'.repeat(32) }
const sessions = consoleSessions('a secret of the gateways')
const requestOf = (headers: Record<string, string>, protocol = 'http') => ({ headers, protocol }) as FastifyRequest
const console = { 'x-inkling-console': '1' }
const cookie = (await sessions.begin(requestOf({}), key)).split(';')[0] ?? ''

describe('a session of the console', () => {
  it('stands for its key beside the header of the console', async () => {
    expect(await sessions.keyOf(requestOf({ ...console, cookie }))).toEqual(key)
    expect(await sessions.keyOf(requestOf({ ...console, cookie: `other=1; ${cookie}; more=2` }))).toEqual(key)
  })

  it('stands for nothing without the header, which no page of another origin can send', async () => {
    expect(await sessions.keyOf(requestOf({ cookie }))).toBeUndefined()
  })

  it('shows neither the key nor its id', () => {
    expect(cookie).not.toContain(key.id)
    expect(cookie).not.toContain(key.secret)
  })

  it('is nothing after a change of a character, or with another secret', async () => {
    const changed = cookie.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))
    const others = consoleSessions('another secret')
    expect(await sessions.keyOf(requestOf({ ...console, cookie: `${changed}x` }))).toBeUndefined()
    expect(await others.keyOf(requestOf({ ...console, cookie }))).toBeUndefined()
    expect(await sessions.keyOf(requestOf({ ...console, cookie: 'inkling_console=nonsense' }))).toBeUndefined()
  })

  it('is sent over HTTPS only if it began there, never to other sites, and not to scripts', async () => {
    const [plain, secure] = await Promise.all(['http', 'https'].map((one) => sessions.begin(requestOf({}, one), key)))
    expect(plain).toMatch(/; HttpOnly; SameSite=Strict$/)
    expect(secure).toMatch(/; HttpOnly; SameSite=Strict; Secure$/)
    expect(sessions.end(requestOf({}))).toContain('inkling_console=; Path=/; Max-Age=0')
  })
})
