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

const callOf = (priority?: Priority) => ({ ...calls.search, priority }) as Call

function refusalOf(priority: Priority | undefined, level: LoadLevelName, isAdmitted = true, forced?: LoadLevelName) {
  const registry = new client.Registry()
  const metrics = sheddingMetrics(registry)
  const hook = shedding({ load: { level, forced }, admission: { admits: () => isAdmitted }, metrics })
  let refusal: Error | undefined
  hook(callOf(priority))({} as FastifyRequest, {} as FastifyReply, (error) => (refusal = error))
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

  it('follows the level alone while it is forced', () => {
    expect(refusalOf('normal', 'normal', false, 'normal')).toBeUndefined()
    expect(refusalOf('normal', 'critical', true, 'critical')).toBeInstanceOf(InklingError)
  })
})
