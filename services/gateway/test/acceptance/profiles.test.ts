import { type Body, basePath, calls } from '@inkling/contracts'
import { expect, it } from 'vitest'
import { bearer, newTenant, operator } from '../support/callers.ts'
import { eventually } from '../support/eventually.ts'
import { logLines } from '../support/log-lines.ts'
import { sharedStack } from '../support/shared-stack.ts'

const { url, adminKey } = sharedStack()
const admin = operator()
const shop = await newTenant({ plan: 'scale' })

const record = (body: Body<typeof calls.recordProfile>) => admin.call(calls.recordProfile, { body })

/** Makes predictions until `work` has ended. */
async function whilePredicting<T>(work: Promise<T>): Promise<T> {
  let isEnded = false
  const ended = work.finally(() => {
    isEnded = true
  })
  while (!isEnded) await shop.call(calls.predict, { body: { recent: ['tea', 'cup'] } })
  return ended
}

it('a CPU profile names the functions of Inkling that ran, and is a file', async () => {
  const body = { service: 'prediction', kind: 'cpu', seconds: 1 } as const
  const { status, headers, body: profile } = await whilePredicting(record(body))
  expect(status).toBe(200)
  expect(headers.get('content-disposition')).toBe('attachment; filename="prediction.cpuprofile"')
  expect(profile).toMatchObject({ startTime: expect.any(Number), samples: expect.any(Array) })
  const { nodes } = profile as { nodes: { callFrame: { functionName: string; url: string } }[] }
  const own = nodes.filter(({ callFrame: { url } }) => /\/(services\/prediction|packages)\/[\w/-]+\.ts$/.test(url))
  expect(own.map(({ callFrame }) => callFrame.functionName).filter((name) => name !== '')).not.toEqual([])
  const audited = { audit: true, msg: 'profile requested', of: 'prediction', keyId: expect.any(String) }
  expect(logLines('gateway')).toContainEqual(expect.objectContaining(audited))
})

it.concurrent.each(['gateway', 'prediction', 'suggestion', 'search', 'maintenance', 'worker'] as const)(
  '%s records its heap and its processor',
  async (service) => {
    const heap = await record({ service, kind: 'heap', seconds: 1 })
    expect(heap.headers.get('content-disposition')).toContain(`${service}.heapprofile`)
    expect(heap.body).toMatchObject({ head: { callFrame: expect.any(Object) }, samples: expect.any(Array) })
    const cpu = await record({ service, kind: 'cpu', seconds: 1 })
    expect(cpu.body).toMatchObject({ nodes: expect.any(Array), timeDeltas: expect.any(Array) })
  },
)

it.each(['gateway', 'suggestion'] as const)(
  '%s refuses a second profile at the same time, and ends the first one when its client leaves',
  async (service) => {
    const client = new AbortController()
    const request = {
      method: 'POST',
      headers: { ...bearer(adminKey), 'content-type': 'application/json' },
      body: JSON.stringify({ service, kind: 'cpu', seconds: 25 }),
      signal: client.signal,
    }
    const both = [1, 2].map(() => fetch(url + basePath + calls.recordProfile.path, request))
    const refused = await Promise.race(both)
    expect(refused.status).toBe(409)
    expect(await refused.json()).toMatchObject({ detail: expect.stringContaining('another profile') })
    client.abort()
    const outcomes = (await Promise.allSettled(both)).map(({ status }) => status)
    expect(outcomes.toSorted()).toEqual(['fulfilled', 'rejected'])
    await eventually(() => record({ service, kind: 'heap', seconds: 1 }))
  },
)

it('a deadline before the end of the recording, and a process that does not exist, are refused at once', async () => {
  const body = { service: 'search', kind: 'cpu', seconds: 25 } as const
  const headers = { 'request-timeout-ms': '20000' }
  expect((await admin.refused(calls.recordProfile, { body, headers })).body.code).toBe('deadline_exceeded')
  for (const service of ['search', 'gateway']) {
    const refused = await admin.refused(calls.recordProfile, { body: { ...body, service, process: 7 } })
    expect(refused.body.errors).toEqual([expect.objectContaining({ pointer: '/process' })])
  }
})
