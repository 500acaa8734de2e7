import { calls, type Silence as SilenceShown } from '@inkling/contracts'
import type { Silence } from '@inkling/database'
import { InklingError } from '@inkling/errors'
import { audit, type Caller, implement } from '@inkling/service-kit'
import { alerts } from '@inkling/telemetry'
import type { FastifyInstance } from 'fastify'

export interface Silences {
  /** Those that last. */
  list(caller: Caller): Promise<Silence[]>
  create(caller: Caller, facts: Pick<Silence, 'alert' | 'labels' | 'reason' | 'expiresAt'>): Promise<Silence>
  /** @throws InklingError not_found */
  delete(caller: Caller, id: string): Promise<void>
}

export async function silencesRoute(app: FastifyInstance, { silences }: { readonly silences: Silences }) {
  implement(app, calls.createSilence, async (call) => {
    const { labels = {}, reason, seconds } = call.body
    const alert = nameOf(call.body.alert)
    const expiresAt = new Date(Date.now() + seconds * 1000)
    const created = await silences.create(call, { alert, labels, reason, expiresAt })
    audit(call, 'silence created', { silenceId: created.id, alert, labels, reason, seconds })
    call.reply.status(201)
    return shown(created)
  })

  implement(app, calls.listSilences, async (call) => ({ data: (await silences.list(call)).map(shown) }))

  implement(app, calls.deleteSilence, async (call) => {
    await silences.delete(call, call.params.silenceId)
    audit(call, 'silence deleted', { silenceId: call.params.silenceId })
    call.reply.status(204)
    return undefined
  })
}

/** Null for every alert. @throws InklingError validation_failed, as a silence of an unknown alert would do nothing */
function nameOf(alert: string): string | null {
  if (alert === '*') return null
  if (alerts.some(({ name }) => name === alert)) return alert
  const detail = `The name of an alert is one of ${alerts.map(({ name }) => name).join(', ')}`
  throw new InklingError('validation_failed', 'There is no such alert', {
    errors: [{ pointer: '/alert', code: 'unknown', detail }],
  })
}

const shown = ({ createdAt, expiresAt, labels, ...silence }: Silence): SilenceShown => ({
  ...silence,
  labels: { ...labels },
  createdAt: createdAt.toISOString(),
  expiresAt: expiresAt.toISOString(),
})
