import { type Call, calls } from '@inkling/contracts'
import { describe, expect, it } from 'vitest'
import { documentation } from './documentation.ts'

const publicCalls = Object.values<Call>(calls).filter(({ scope }) => scope !== undefined)

describe('documentation', () => {
  it('gives every call an operation id of its own, for client generators', () => {
    const ids = publicCalls.map((call) => documentation(call).operationId)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it.each(publicCalls)('documents the scope of $id, its answers, and that it may answer a problem', (call) => {
    const { description, response, security } = documentation(call)
    expect(description).toContain(call.scope)
    expect(security).toEqual([{ apiKey: [] }])
    const refusals = ['401', '403', '429', '500', '503', '504', 'default']
    expect(Object.keys(response)).toEqual(expect.arrayContaining([...Object.keys(call.answers), ...refusals]))
    expect(response.default.content).toHaveProperty(['application/problem+json'])
  })

  it('documents path, query and body only if the call has them', () => {
    expect(documentation(calls.listItems)).toMatchObject({ querystring: calls.listItems.query, tags: ['Items'] })
    expect(documentation(calls.putItem)).toMatchObject({ params: calls.putItem.params, body: calls.putItem.body })
    expect(documentation(calls.getItem)).not.toHaveProperty('body')
  })

  it('documents a bulk call as one line or a list of lines, as JSON or NDJSON', () => {
    expect(documentation(calls.postEvents)).toMatchObject({
      consumes: ['application/json', 'application/x-ndjson'],
      body: { anyOf: [calls.postEvents.body, { type: 'array', minItems: 1, maxItems: 1000 }] },
    })
  })

  it('documents a patch as a merge patch', () => {
    expect(documentation(calls.patchItem)).toMatchObject({
      consumes: expect.arrayContaining(['application/merge-patch+json']),
    })
  })

  it('documents an answer that has no body', () => {
    expect(documentation(calls.deleteItem).response).toMatchObject({ 204: { type: 'null' } })
  })
})
