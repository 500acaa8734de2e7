import type { TraceSummary } from '@inkling/contracts'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { CliError } from '../cli-error.ts'
import type { Context } from '../context.ts'
import { duration, renderWaterfall } from '../traces/render-waterfall.ts'
import { administer } from './admin.ts'
import { renderTable } from './output.ts'

interface TracesFlags {
  readonly route?: string
  readonly service?: string
  readonly tenant?: string
  readonly status?: 'ok' | 'error'
  readonly minMs?: number
  readonly maxMs?: number
  readonly attribute?: string
  readonly limit: number
}

const defaultWidth = 100

/** Adds `inkling traces [id]`, which lists traces, or draws one. The key needs the scope `ops:read`. */
export function addTracesCommand(program: Command, context: Context): void {
  program
    .command('traces [id]')
    .description('list traces of requests, newest first, or draw one (needs a key with ops:read)')
    .option('--route <route>', 'of the root span')
    .option('--service <name>', 'that has a span in the trace')
    .option('--tenant <id>', 'for whom the request was')
    .addOption(new Option('--status <status>', 'whether a span is in error').choices(['ok', 'error']))
    .option('--min-ms <ms>', 'the least duration', readNumber)
    .option('--max-ms <ms>', 'the greatest duration', readNumber)
    .option('--attribute <key=value>', 'that a span has')
    .option('--limit <count>', 'the most traces to list', readNumber, 20)
    .action(async (id: string | undefined, flags: TracesFlags, command: Command) => {
      const { client, show } = administer(command, context)
      if (id !== undefined) {
        if (!/^[0-9a-f]{32}$/.test(id)) throw new CliError(`${id} is no trace id: it has 32 hexadecimal digits.`)
        const trace = await client.getTrace({ params: { id } })
        return show(trace, () => renderWaterfall(trace, process.stdout.columns || defaultWidth))
      }
      const { tenant, ...query } = flags
      const { data } = await client.listTraces({ query: { ...query, ...(tenant && { tenantId: tenant }) } })
      show(data, () => renderList(data))
    })
}

function renderList(traces: readonly TraceSummary[]): string {
  if (traces.length === 0) return 'No trace matches. A trace appears within 3 seconds of its end.'
  const rows = traces.map(({ traceId, startedAt, route, name, service, durationMs, spans, errors }) => [
    traceId,
    startedAt,
    duration(durationMs),
    String(spans),
    errors > 0 ? String(errors) : '',
    service,
    route ?? name,
  ])
  return renderTable(['trace', 'started', 'took', 'spans', 'errors', 'service', 'route'], rows)
}

function readNumber(text: string): number {
  const number = Number(text)
  if (text !== '' && Number.isFinite(number) && number >= 0) return number
  throw new InvalidArgumentError('Give a number of at least 0.')
}
