import { basePath } from '@inkling/contracts'
import type { FastifyRequest } from 'fastify'
import type { Identity } from '../plugins/request-identity.ts'
import { probeIn } from './probes.ts'
import type { Threats } from './threats.ts'

const mostBodyLooked = 2_048
const probedHeaders = ['user-agent', 'referer', 'x-forwarded-host'] as const
/** Texts of items are for people, and may tell of anything. */
const freeText = `${basePath}/items`

/** Looks for probes for injections, and scores their source. */
export class ProbeCheck {
  readonly #threats: Pick<Threats, 'see'>

  constructor(threats: Pick<Threats, 'see'>) {
    this.#threats = threats
  }

  /** @param decoded the URL, decoded, in lower case */
  beforeBody({ headers }: FastifyRequest, decoded: string, source: string): void {
    const inUrl = probeIn(decoded)
    if (inUrl) this.#found(source, `${inUrl} in the URL`)
    for (const name of probedHeaders) {
      const value = headers[name]
      const inHeader = typeof value === 'string' ? probeIn(value.toLowerCase()) : undefined
      if (inHeader) this.#found(source, `${inHeader} in the header ${name}`)
    }
  }

  withBody({ url }: FastifyRequest, body: Buffer, source: string, identity: Identity | undefined): void {
    if (url.startsWith(freeText)) return
    const inBody = probeIn(body.toString('latin1', 0, mostBodyLooked).toLowerCase())
    if (inBody) this.#found(source, `${inBody} in the body`, identity)
  }

  #found(source: string, reason: string, identity?: Identity): void {
    const found = { reason, tenantId: identity?.tenantId }
    this.#threats.see('injection', source, found)
    if (!identity) return
    this.#threats.see('injection', `key:${identity.keyId}`, found)
    this.#threats.see('injection', `tenant:${identity.tenantId}`, found)
  }
}
