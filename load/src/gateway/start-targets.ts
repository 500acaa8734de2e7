import type { ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import type { Stack } from '@inkling/local'
import { forkGateway } from './fork-gateway.ts'
import { type Forked, forkServer } from './fork-server.ts'
import type { Target } from './measure-round.ts'

const pidOf = ({ pid = 0 }: { pid?: number | undefined }) => pid
const compressed = { 'accept-encoding': 'gzip, br' }
/** What is measured, and its name in the table. */
export const paths = {
  gateway: 'gateway and prediction',
  compressed: 'the same, Accept-Encoding: gzip, br',
  stubbed: 'gateway and stub',
  bare: 'bare http-proxy and stub',
  computing: 'bare http-proxy and computing stub',
} as const

export type Targets = Readonly<Record<keyof typeof paths, Target>>

/**
 * Starts what is compared with the stack.
 * @param answer of the stubs, in base64
 * @param workMicros of the computing stub
 * @param children gets every process that was started
 */
export async function startTargets(
  stack: Stack,
  answer: string,
  workMicros: string,
  children: ChildProcess[],
): Promise<Targets> {
  const { url, apiKey, services, postgres, cacheRedis } = stack
  const own = async (starting: Promise<Forked>) => {
    const forked = await starting
    children.push(forked.child)
    return forked
  }
  const secret = randomBytes(32).toString('hex')
  const stub = await own(forkServer('./stub-server.ts', answer))
  const signedStub = await own(forkServer('./stub-server.ts', answer, secret))
  const proxy = await own(forkServer('./bare-proxy.ts', stub.url))
  const computingStub = await own(forkServer('./stub-server.ts', answer, '', workMicros))
  const computingProxy = await own(forkServer('./bare-proxy.ts', computingStub.url))
  const gateway = await own(forkGateway(stack, signedStub.url, secret))
  const real = {
    url,
    apiKey,
    pids: {
      hop: pidOf(services.gateway),
      service: pidOf(services.prediction),
      client: process.pid,
      postgres: pidOf(postgres),
      redis: pidOf(cacheRedis),
    },
  }
  const ofStub = (hop: Forked, service: Forked) => ({
    url: hop.url,
    apiKey,
    pids: { hop: pidOf(hop.child), service: pidOf(service.child), client: process.pid },
  })
  return {
    gateway: real,
    compressed: { ...real, headers: compressed },
    stubbed: ofStub(gateway, signedStub),
    bare: ofStub(proxy, stub),
    computing: ofStub(computingProxy, computingStub),
  }
}
