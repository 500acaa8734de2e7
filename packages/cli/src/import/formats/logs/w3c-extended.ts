import type { AccessLine, LogDialect, ParseAccessLine } from './access-line.ts'
import { plainAddress } from './address.ts'
import { parseLogTime } from './log-time.ts'

/** The W3C Extended Log File Format, as IIS and CloudFront write it: `#Fields` names the columns. Times are UTC. */
export const w3cExtended: LogDialect = { name: 'W3C extended', open: openParser }

function openParser(): ParseAccessLine {
  let fields: readonly string[] = []
  return (line) => {
    if (line.startsWith('#Fields:')) fields = line.slice('#Fields:'.length).trim().toLowerCase().split(/\s+/)
    if (line.startsWith('#')) return 'comment'
    const values = line.includes('\t') ? line.split('\t') : line.split(' ')
    if (fields.length === 0 || values.length !== fields.length) return undefined
    return toAccessLine((name) => {
      const value = values[fields.indexOf(name)] ?? ''
      return value === '-' ? '' : value
    })
  }
}

function toAccessLine(fieldOf: (field: string) => string): AccessLine | undefined {
  const [stem, query] = [fieldOf('cs-uri-stem') || fieldOf('cs-uri'), fieldOf('cs-uri-query')]
  const timeMs = parseLogTime(`${fieldOf('date')} ${fieldOf('time')}`)
  const method = fieldOf('cs-method')
  const address = plainAddress(fieldOf('x-forwarded-for') || fieldOf('c-ip'))
  if (stem === '' || method === '' || address === '' || Number.isNaN(timeMs)) return undefined
  const agent = fieldOf('cs(user-agent)').replaceAll('+', ' ').replaceAll('%20', ' ')
  return {
    address,
    agent,
    timeMs,
    method,
    target: query ? `${stem}?${query}` : stem,
    status: Number(fieldOf('sc-status')),
  }
}
