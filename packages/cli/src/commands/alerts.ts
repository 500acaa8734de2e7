import type { Alert, AlertDelivery } from '@inkling/contracts'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { administer } from './admin.ts'
import { renderTable } from './output.ts'

interface AlertsFlags {
  readonly deadLetters?: boolean
  readonly resend?: string
}

/** Adds `inkling alerts`, which lists alerts, or the messages about them that did not arrive, and sends one again. */
export function addAlertsCommand(program: Command, context: Context): void {
  program
    .command('alerts')
    .description('list alerts that fire, are about to, or did lately (needs a key with ops:read)')
    .option('--dead-letters', 'list the messages about alerts that did not arrive')
    .option('--resend <id>', 'send such a message again (needs ops:write)')
    .action(async ({ deadLetters, resend }: AlertsFlags, command: Command) => {
      const { client, show } = administer(command, context)
      if (resend !== undefined) {
        await client.resendAlertDelivery({ params: { deliveryId: resend } })
        return show({ resent: resend }, () => `${resend} waits to be sent again.`)
      }
      if (deadLetters) {
        const { data } = await client.listAlertDeliveries({ query: { state: 'dead' } })
        return show(data, () => renderLetters(data))
      }
      const { data } = await client.listAlerts({ query: {} })
      show(data, () => renderAlerts(data))
    })
}

function renderAlerts(alerts: readonly Alert[]): string {
  if (alerts.length === 0) return 'No alert fires, and none did lately.'
  const rows = alerts.map(({ id, severity, state, since, title }) => [id, severity, state, since, title])
  return renderTable(['alert', 'severity', 'state', 'since', 'title'], rows)
}

function renderLetters(letters: readonly AlertDelivery[]): string {
  if (letters.length === 0) return 'Every message about alerts arrived, or is still tried.'
  const rows = letters.map(({ id, destination, endedAt, error }) => [id, destination, endedAt ?? '', error ?? ''])
  return renderTable(['message', 'destination', 'ended', 'error'], rows)
}
