import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { type ErrorCode, InklingError } from '@inkling/errors'
import { createLogger } from '@inkling/telemetry'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createServer } from './create-server.ts'

let lines: string[] = []
const logger = createLogger({ service: 'test', level: 'trace' }, { write: (line) => void lines.push(line) })
let app = createServer({ logger })
let thrown: Error = new Error('nothing')
beforeEach(() => {
  lines = []
  app = createServer({ logger })
  app.get('/', async () => {
    throw thrown
  })
})
afterEach(() => app.close())

const ask = (error: Error) => {
  thrown = error
  return app.inject('/')
}
const failWith = async (error: Error) => {
  const answer = await ask(error)
  return { answer, logged: JSON.parse(lines[0] ?? '') }
}

describe('the log line of an error', () => {
  it.each([
    ['not_found', 'info'],
    ['headers_too_large', 'info'],
    ['internal', 'error'],
    ['overloaded', 'error'],
    ['rate_limited', 'debug'],
  ] as const satisfies [ErrorCode, string][])('%s is logged as %s', async (code, level) => {
    const { logged } = await failWith(new InklingError(code, 'what the caller reads', { internal: 'what we read' }))
    expect(logged).toMatchObject({ level, code, msg: 'what we read', method: 'GET', route: '/' })
  })

  it.each(['not_found', 'unauthenticated', 'rate_limited', 'overloaded'] as const)(
    '%s is logged as one line without a stack',
    async (code) => {
      const { logged } = await failWith(new InklingError(code, 'no', { cause: new Error('below') }))
      expect(logged).not.toHaveProperty('err')
      expect(JSON.stringify(logged)).not.toContain('send-error.test.ts')
    },
  )

  it('tells nothing that may quote the caller: the route, the title of the code and the rules that were broken', async () => {
    const errors = [{ pointer: '/mine', code: 'unknown', detail: 'my own words' }]
    thrown = new InklingError('validation_failed', 'Not valid: /mine', { errors, cause: new Error('my own words') })
    await app.inject({ url: '/?q=mine', headers: { 'x-request-id': 'req_7' } })
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      requestId: 'req_7',
      route: '/',
      msg: 'The request is not valid',
      faults: ['unknown'],
    })
    await app.inject('/mine/words')
    expect(JSON.parse(lines[1] ?? '')).toMatchObject({ code: 'not_found', route: 'unknown' })
    expect(lines.join()).not.toMatch(/mine|words/)
  })

  it('of equal faults of callers the first ten in a minute are logged, of defects all', async () => {
    const failOften = async (error: Error) => {
      lines = []
      for (let n = 0; n < 12; n++) await failWith(error)
      return lines.length
    }
    expect(await failOften(new InklingError('conflict', 'It has changed'))).toBe(10)
    expect(await failOften(new InklingError('overloaded', 'Busy'))).toBe(10)
    expect(await failOften(new Error('a defect'))).toBe(12)
    expect(await failOften(new InklingError('deadline_exceeded', 'Too late'))).toBe(12)
  })

  it('tells at the end how many lines were not written', async () => {
    for (let n = 0; n < 12; n++) await app.inject('/nowhere')
    await app.close()
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ msg: 'repeated lines', code: 'not_found', notWritten: 2 })
  })

  it('an unexpected error is logged as an error with its cause, and answered without it', async () => {
    const { answer, logged } = await failWith(new Error('no such table'))
    expect(logged).toMatchObject({ level: 'error', code: 'internal', msg: 'no such table' })
    expect(JSON.stringify(logged)).toContain('send-error.test.ts')
    expect(answer.json()).toMatchObject({ code: 'internal', detail: expect.stringContaining('the request id') })
  })
})

describe('an error of Fastify', () => {
  const withStatus = (statusCode: number) => Object.assign(new Error('from a plugin'), { statusCode })

  it.each([400, 404, 499])(
    'a plugin error with status %i is a bad request with the text of the plugin',
    async (status) => {
      const { answer } = await failWith(withStatus(status))
      expect(answer.json()).toMatchObject({ status: 400, code: 'bad_request', detail: 'from a plugin' })
    },
  )

  it.each([399, 500, 502])(
    'with status %i is an internal error that does not say what the plugin said',
    async (status) => {
      const { answer } = await failWith(withStatus(status))
      expect(answer.json()).toMatchObject({ status: 500, code: 'internal' })
      expect(answer.body).not.toContain('from a plugin')
    },
  )
})

it('only an error that knows when to try again sets Retry-After', async () => {
  const busy = await failWith(new InklingError('overloaded', 'Busy', { retryAfterSeconds: 0 }))
  expect(busy.answer.headers['retry-after']).toBe('0')
  const conflict = await failWith(new InklingError('conflict', 'It has changed'))
  expect(conflict.answer.headers).not.toHaveProperty('retry-after')
})

it('an answer of 401 says how to authenticate', async () => {
  const { answer } = await failWith(new InklingError('unauthenticated', 'Send a key'))
  expect(answer.headers['www-authenticate']).toBe('Bearer realm="inkling"')
})

describe('a fault is reported', () => {
  const reported: unknown[] = []
  const listen = (fault: unknown) => void reported.push(fault)
  beforeEach(() => {
    reported.length = 0
    subscribe('inkling:fault', listen)
  })
  afterEach(() => void unsubscribe('inkling:fault', listen))

  it.each(['internal', 'dependency_unavailable', 'deadline_exceeded'] as const)(
    '%s with what was thrown',
    async (code) => {
      const error = new InklingError(code, 'no')
      await ask(error)
      expect(reported).toEqual([{ code, error, route: 'GET /', tenantId: '', traceId: '' }])
    },
  )

  it('with what was thrown by others as its cause', async () => {
    const cause = new Error('no such table')
    await ask(cause)
    expect(reported).toMatchObject([{ code: 'internal', error: { cause } }])
  })

  it('each time, also when only one of equal ones is logged in a second', async () => {
    for (let n = 0; n < 3; n++) await ask(new InklingError('overloaded', 'no'))
    expect(reported).toMatchObject([{ code: 'overloaded' }, { code: 'overloaded' }, { code: 'overloaded' }])
  })

  it('not if it is the caller’s', async () => {
    await ask(new InklingError('not_found', 'no'))
    expect(reported).toEqual([])
  })

  it('as one of the tenant that the server finds for the request', async () => {
    const own = createServer({ logger, tenantOf: () => 'acme' })
    own.get('/', () => Promise.reject(new Error('no')))
    await own.inject('/')
    expect(reported).toMatchObject([{ tenantId: 'acme' }])
  })
})
