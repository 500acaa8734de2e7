import { EventEmitter } from 'node:events'
import { type Call, calls, loadLevelNames, type Priority } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import type { LoadLevelName } from '@inkling/resilience'
import { sheddingMetrics } from '@inkling/telemetry'
import client from '@prometheus-io/client'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { describe, expect, it, vi } from 'vitest'
import { requestIdentity } from './request-identity.ts'
import { shedding } from './shedding.ts'

vi.spyOn(requestIdentity, 'get').mockReturnValue({ tenantId: 't' } as ReturnType<typeof requestIdentity.get>)

const begun = vi.fn()
const answered = vi.fn()

const callOf = (priority?: Priority) => ({ ...calls.search, priority }) as Call

function refusalOf(
  priority: Priority | undefined,
  level: LoadLevelName,
  isAdmitted = true,
  forced?: LoadLevelName,
  call: Call = callOf(priority),
) {
  const registry = new client.Registry()
  const metrics = sheddingMetrics(registry)
  const admission = { admits: () => isAdmitted, begun, answered }
  const hook = shedding({ load: { level, forced }, admission, metrics })
  let refusal: Error | undefined
  const reply = { raw: new EventEmitter(), elapsedTime: 40 } as unknown as FastifyReply
  hook(call)({} as FastifyRequest, reply, (error) => (refusal = error))
  reply.raw.emit('close')
  return refusal
}

describe('shedding', () => {
  it('refuses background and normal calls at the critical level, and critical ones at none', () => {
    for (const level of loadLevelNames) expect(refusalOf('critical', level)).toBeUndefined()
    expect(refusalOf('normal', 'essential')).toBeUndefined()
    expect(refusalOf('background', 'critical')).toBeInstanceOf(InklingError)
    expect(refusalOf(undefined, 'critical')).toBeInstanceOf(InklingError)
  })

  it('refuses what is not admitted, as overloaded, and says when to come back', () => {
    const refusal = refusalOf('normal', 'normal', false)
    expect(refusal).toMatchObject({ code: 'overloaded', status: 503 })
    expect((refusal as InklingError).retryAfterSeconds).toBeGreaterThanOrEqual(1)
  })

  it('counts the calls that are let in, and how long their answers take', () => {
    for (const mock of [begun, answered]) mock.mockClear()
    refusalOf('critical', 'normal')
    refusalOf('normal', 'normal')
    refusalOf('normal', 'critical')
    refusalOf('critical', 'normal', false)
    expect(answered.mock.calls).toEqual([
      ['critical', 40],
      ['normal', 40],
    ])
    expect(begun).toHaveBeenCalledTimes(2)
  })

  it('refuses what engineers on call ask last, and does not take its time for that of the applications', () => {
    answered.mockClear()
    for (const call of [calls.listErrors, calls.listTraces, calls.listQueues, calls.listAlerts, calls.patchTenant])
      expect(refusalOf(call.priority, 'critical', true, undefined, call)).toBeUndefined()
    expect(answered.mock.calls).toEqual(Array.from({ length: 5 }, () => ['normal', 40]))
  })

  it('follows the level alone while it is forced', () => {
    expect(refusalOf('normal', 'normal', false, 'normal')).toBeUndefined()
    expect(refusalOf('normal', 'critical', true, 'critical')).toBeInstanceOf(InklingError)
  })
})
