import type { AuditEntry } from '@inkling/contracts'

const version = '8.17.0'

/** An entry of the audit log as a line of the Elastic Common Schema, with a line feed. */
export function ecsLine(entry: AuditEntry, id: string): string {
  const { number, at, tenantId, keyId, service, action, details, address, requestId } = entry
  const isRefusal = action.endsWith('refused')
  const line = {
    '@timestamp': at,
    ecs: { version },
    event: {
      ...{ id, kind: 'event', dataset: 'inkling.audit', sequence: number },
      ...{ action: action.replaceAll(' ', '-'), category: [categoryOf(action)] },
      ...{ type: [isRefusal ? 'denied' : typeOf(action)], outcome: isRefusal ? 'failure' : 'success' },
    },
    message: action,
    organization: { id: tenantId },
    user: { id: keyId },
    source: { address },
    service: { name: `inkling-${service}` },
    http: { request: { id: requestId } },
    inkling: { details },
  }
  return `${JSON.stringify(line)}\n`
}

function categoryOf(action: string): 'authentication' | 'iam' | 'configuration' {
  if (/signed in|refused$/.test(action)) return 'authentication'
  return /^(key|tenant|token|pseudonym)\b/.test(action) ? 'iam' : 'configuration'
}

const types = [
  ['creation', /\b(created|stored|added)$/],
  ['deletion', /\b(deleted|destroyed|revoked|removed|purged)$/],
  ['start', /signed in$/],
] as const

const typeOf = (action: string) => types.find(([, pattern]) => pattern.test(action))?.[0] ?? 'change'
