import { type Call, calls, defaultMaxBodyBytes } from '@inkling/contracts'
import { describe, expect, it } from 'vitest'
import type { Input } from '../support/api.ts'
import { bearer, newTenant, operator, ownAddress } from '../support/callers.ts'
import { sharedStack } from '../support/shared-stack.ts'

const shop = await newTenant()
const ndjson = { 'content-type': 'application/x-ndjson' }
const view = { type: 'view', userId: 'ada', itemId: 'a' }
const refusal = async (call: Call, input: Input) => (await shop.refused(call, input)).body

describe('bodies', () => {
  it.each([
    ['predict', calls.predict, {}],
    ['putItem', calls.putItem, { id: 'a' }],
    ['postEvents', calls.postEvents, {}],
  ] as const)('answers malformed JSON to %s with 400 malformed_json', async (_, call, params) => {
    for (const body of ['{"userId": ', '[1,]', '\u0000', '{} {}'])
      expect(await refusal(call, { params, body })).toMatchObject({ status: 400, code: 'malformed_json' })
  })

  it.each(["'{limit:", '\'{"limit": 3}\'', '{limit: 3}', '[{type: view}]'])(
    'explains the body %s, whose quotes a shell changed',
    async (body) => {
      const { detail } = (await shop.refused(calls.predict, { body })).body
      expect(detail).toContain('Your shell')
      expect(detail).toContain('-d @body.json')
    },
  )

  it('tells a caller that sends JSON as a form which header to add', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const { status, body } = await shop.refused(calls.predict, { body: '{"limit": 3}', headers })
    expect(status).toBe(415)
    expect(body.detail).toContain('-H "Content-Type: application/json"')
  })

  it('answers a misspelt query parameter and field with the name that was meant', async () => {
    const query = { q: 'tea', limt: 3 } as Record<string, string | number>
    const { errors } = (await shop.refused(calls.searchByQuery, { query })).body
    expect(errors).toMatchObject([{ pointer: '/limt', detail: expect.stringContaining('did you mean limit?') }])
    const body = { userid: 'ann' }
    expect((await shop.refused(calls.predict, { body })).body.errors?.[0]?.detail).toContain('did you mean userId?')
  })

  it('answers an empty body with 400 malformed_json', async () => {
    expect(await refusal(calls.predict, { body: '' })).toMatchObject({ status: 400, code: 'malformed_json' })
  })

  it.each(['text/plain', 'application/xml', 'multipart/form-data', 'application/jsonp'])(
    'answers the content type %s with 415 unsupported_media_type',
    async (contentType) => {
      const input = { body: '{}', headers: { 'content-type': contentType } }
      expect(await refusal(calls.predict, input)).toMatchObject({ status: 415, code: 'unsupported_media_type' })
    },
  )

  it('rejects NDJSON in a call that takes one object', async () => {
    const body = await refusal(calls.predict, { body: '{}\n{}', headers: ndjson })
    expect([415, 422]).toContain(body.status)
  })

  it('answers an unknown field with 422 and its pointer', async () => {
    const body = await refusal(calls.predict, { body: { userId: 'ada', colour: 'red' } })
    expect(body).toMatchObject({ status: 422, code: 'validation_failed' })
    expect(body.errors).toMatchObject([{ pointer: '/colour', code: 'unknown' }])
  })

  it('reports every fault of a body at once', async () => {
    const input = { params: { id: 'a' }, body: { title: '', tags: 'x', sizeBytes: -1 } }
    const pointers = (await refusal(calls.putItem, input)).errors?.map(({ pointer }) => pointer)
    expect(pointers?.toSorted()).toEqual(['/sizeBytes', '/tags', '/title'])
  })

  it.each([
    ['predict', calls.predict, {}, defaultMaxBodyBytes],
    ['putItem', calls.putItem, { id: 'a' }, calls.putItem.maxBodyBytes],
    ['postEvents', calls.postEvents, {}, calls.postEvents.maxBodyBytes],
  ] as const)('answers a body to %s over the limit with 413 payload_too_large', async (_, call, params, maxBytes) => {
    const body = JSON.stringify({ title: 'x'.repeat(maxBytes) })
    expect(await refusal(call, { params, body })).toMatchObject({ status: 413, code: 'payload_too_large' })
  })

  it('answers text with NUL or a lone surrogate with 422', async () => {
    for (const title of ['a\u0000b', '\ud800']) {
      const { errors } = await refusal(calls.putItem, { params: { id: 'a' }, body: { title } })
      expect(errors).toMatchObject([{ pointer: '/title', code: 'format' }])
    }
  })
})

describe('ids', () => {
  const tooLong = ['x'.repeat(257), `${'é'.repeat(128)}x`]

  it.each([calls.putItem, calls.patchItem, calls.getItem, calls.deleteItem])(
    'answers an id of 257 bytes in $method $path with 422 at /id',
    async (call) => {
      for (const id of tooLong) {
        const { status, code, errors } = await refusal(call, {
          params: { id },
          ...('body' in call && { body: { title: 'x' } }),
        })
        expect({ status, code }).toEqual({ status: 422, code: 'validation_failed' })
        expect(errors?.map(({ pointer }) => pointer)).toContain('/id')
      }
    },
  )

  it('answers an id of 257 bytes in a body with 422 at its field', async () => {
    for (const id of tooLong) {
      expect((await refusal(calls.postEvents, { body: { ...view, id } })).errors?.[0]?.pointer).toBe('/id')
      expect((await refusal(calls.predict, { body: { userId: id } })).errors?.[0]?.pointer).toBe('/userId')
    }
  })

  it('answers a path that is not UTF-8 with 400', async () => {
    const call = { ...calls.getItem, path: '/items/%E0%A4%A' }
    expect(await refusal(call, {})).toMatchObject({ status: 400, code: 'bad_request' })
  })
})

describe('batches', () => {
  it.each([
    ['events, []', calls.postEvents, '[]', {}],
    ['items, []', calls.putItems, '[]', {}],
    ['feedback, []', calls.postFeedback, '[]', {}],
    ['events, blank NDJSON', calls.postEvents, '\n \n', ndjson],
  ] as const)('answers an empty batch (%s) with 422', async (_, call, body, headers) => {
    expect(await refusal(call, { body, headers })).toMatchObject({ status: 422, code: 'validation_failed' })
  })

  it('rejects only the invalid line of a batch, with its index and pointer', async () => {
    const body = [view, { ...view, itemId: '' }, view]
    const answer = (await shop.call(calls.postEvents, { body })).body
    expect(answer).toMatchObject({ accepted: 2, rejected: [{ index: 1, pointer: '/itemId' }] })
  })

  it('answers a batch of invalid lines with 202 and accepts nothing', async () => {
    const answer = (await shop.call(calls.postEvents, { body: [{}, 7, null] })).body
    expect(answer.accepted).toBe(0)
    expect(answer.rejected.map(({ index }) => index)).toEqual([0, 1, 2])
  })

  it('answers a batch of 1,001 events with 422 and stores none', async () => {
    const body = Array.from({ length: 1001 }, (_, i) => ({ ...view, id: `over-${i}` }))
    expect(await refusal(calls.postEvents, { body })).toMatchObject({ status: 422, code: 'validation_failed' })
    const lines = body.map((line) => JSON.stringify(line)).join('\n')
    expect(await refusal(calls.postEvents, { body: lines, headers: ndjson })).toMatchObject({ status: 422 })
    expect((await shop.call(calls.postEvents, { body: body.slice(0, 1000) })).body.accepted).toBe(1000)
  })
})

describe('events', () => {
  const future = new Date(Date.now() + 3_600_000).toISOString()

  it('answers an event in the future with 422 at /occurredAt, and rejects only its line of a list', async () => {
    const late = { ...view, occurredAt: future }
    const fault = { pointer: '/occurredAt', code: 'future' }
    expect(await refusal(calls.postEvents, { body: late })).toMatchObject({ status: 422, errors: [fault] })
    const { accepted, rejected } = (await shop.call(calls.postEvents, { body: [late, view] })).body
    expect({ accepted, rejected }).toMatchObject({ accepted: 1, rejected: [{ index: 0, ...fault }] })
  })

  it.each(['yesterday', '2026-13-01T00:00:00Z', '2026-02-30T00:00:00Z', 1_700_000_000])(
    'answers the event time %s with 422 at /occurredAt',
    async (occurredAt) => {
      const { errors } = await refusal(calls.postEvents, { body: { ...view, occurredAt } })
      expect(errors?.[0]?.pointer).toBe('/occurredAt')
    },
  )

  it('answers an event without userId and sessionId with 422', async () => {
    const { errors } = await refusal(calls.postEvents, { body: { type: 'view', itemId: 'a' } })
    expect(errors).toMatchObject([{ pointer: '/sessionId', code: 'required' }])
  })
})

describe('feedback', () => {
  it('answers feedback in the future with 422 at /occurredAt', async () => {
    const { receiptId } = (await shop.call(calls.predict, { body: { userId: 'ada' } })).body
    const body = { receiptId, itemId: 'a', signal: 'click', occurredAt: '2099-01-01T00:00:00Z' }
    const { status, errors } = await refusal(calls.postFeedback, { body })
    expect({ status, errors }).toMatchObject({ status: 422, errors: [{ pointer: '/occurredAt', code: 'future' }] })
  })
})

describe('lists', () => {
  it.each(['0', '201', '-1', 'many'])('answers the limit %s with 422 at /limit', async (limit) => {
    expect((await refusal(calls.listItems, { query: { limit } })).errors?.[0]?.pointer).toBe('/limit')
  })

  it('answers an unknown query parameter with 422 at its pointer', async () => {
    const { errors } = await refusal(calls.listItems, { query: { colour: 'red' } })
    expect(errors).toMatchObject([{ pointer: '/colour', code: 'unknown' }])
  })
})

describe('calls without a query or a body', () => {
  it.each([
    [calls.predict, { body: {} }],
    [calls.putItem, { body: { title: 'x' } }],
    [calls.getItem, {}],
    [calls.getSearchSettings, {}],
    [calls.undoChanges, {}],
  ] as const)(
    '$0.method $0.path answers an unknown query parameter with 422 at its pointer, and ?key= too',
    async (call, input) => {
      const given = { params: { id: 'a' }, ...input }
      for (const query of [{ colour: 'red' }, { key: 'ink_x' }] as Record<string, string>[]) {
        const { status, errors } = await refusal(call, { ...given, query })
        expect(status).toBe(422)
        expect(errors).toContainEqual(expect.objectContaining({ pointer: `/${Object.keys(query)}`, code: 'unknown' }))
      }
    },
  )

  it.each([calls.getSla, calls.getHealth, calls.listQueues, calls.jaegerServices])(
    '$method $path answers operators alike',
    async (call) => {
      const { status, body } = await operator().refused(call as Call, { query: { month: '2026-13' } })
      expect(status).toBe(422)
      expect(body.errors).toMatchObject([{ pointer: '/month', code: 'unknown' }])
    },
  )

  it('take a POST with the Content-Type of JSON and an empty body', async () => {
    const input = { params: { id: 'nothing' }, body: '' }
    expect(await refusal(calls.undoChanges, input)).toMatchObject({ status: 404, code: 'not_found' })
  })
})

describe('what operators read outside the base', () => {
  const ask = (path: string, headers = {}) =>
    fetch(sharedStack().url + path, { headers: { ...ownAddress(), ...bearer(sharedStack().adminKey), ...headers } })

  it.each(['/health', '/metrics', '/sla', '/alerts'])(
    '%s answers an unknown query parameter with 422',
    async (path) => {
      const answer = await ask(`${path}?colour=red`)
      expect(answer.status).toBe(422)
      expect(await answer.json()).toMatchObject({ errors: [{ pointer: '/colour', code: 'unknown' }] })
    },
  )

  it('weighs the types that Accept names', async () => {
    const typeOf = async (path: string, accept: string) => (await ask(path, { accept })).headers.get('content-type')
    expect(await typeOf('/sla', 'text/html;q=0.1, application/json')).toMatch('application/json')
    expect(await typeOf('/sla', 'application/json;q=0.1, text/html')).toMatch('text/html')
    expect(await typeOf('/', 'text/html;q=0.1, application/json')).toMatch('application/json')
    expect(await typeOf('/metrics', 'application/openmetrics-text;q=0.1, text/plain')).toMatch('text/plain')
  })
})

describe('cursors', () => {
  async function cursors() {
    const library = await newTenant()
    const body = ['a', 'b', 'c'].map((id) => ({ id, title: `Leaf ${id}` }))
    const { headers } = await library.call(calls.putItems, { body })
    const token = { 'consistency-token': headers.get('consistency-token') ?? '' }
    const items = (await library.call(calls.listItems, { query: { limit: 1 } })).body.page.nextCursor ?? ''
    const search = await library.call(calls.search, { body: { q: 'leaf', limit: 1 }, headers: token })
    return { library, items, search: search.body.page?.nextCursor ?? '' }
  }
  const fault = { status: 422, code: 'validation_failed', errors: [{ pointer: '/cursor', code: 'cursor' }] }

  it('answers an altered cursor with 422 at /cursor', async () => {
    const { library, items, search } = await cursors()
    for (const cursor of tampered(items))
      expect((await library.refused(calls.listItems, { query: { cursor } })).body).toMatchObject(fault)
    for (const cursor of tampered(search))
      expect((await library.refused(calls.search, { body: { q: 'leaf', cursor } })).body).toMatchObject(fault)
    for (const cursor of tampered(items)) {
      expect(await refusal(calls.listRuns, { query: { cursor } })).toMatchObject(fault)
      expect((await operator().refused(calls.listTenants, { query: { cursor } })).body).toMatchObject(fault)
    }
  })

  it('answers a cursor of another list or tenant with 422 at /cursor', async () => {
    const { library, items, search } = await cursors()
    expect((await library.refused(calls.listItems, { query: { cursor: search } })).body).toMatchObject(fault)
    expect((await library.refused(calls.search, { body: { q: 'leaf', cursor: items } })).body).toMatchObject(fault)
    expect(await refusal(calls.listItems, { query: { cursor: items } })).toMatchObject(fault)
  })

  const tampered = (cursor: string) => [
    `${cursor.startsWith('A') ? 'B' : 'A'}${cursor.slice(1)}`,
    `${cursor.slice(0, -1)}${cursor.endsWith('A') ? 'B' : 'A'}`,
    cursor.slice(1),
    'nonsense',
  ]
})

describe('paths', () => {
  it('answers an unknown path with 404', async () => {
    const call = { ...calls.listItems, path: '/nothing/here' }
    expect(await refusal(call, {})).toMatchObject({ status: 404, code: 'not_found', instance: '/api/v1/nothing/here' })
  })
})
