/** A place in one log: the offset counts its entries from 1, and the epoch changes when the log begins again. */
export interface LogPlace {
  readonly epoch: string
  readonly offset: number
}

/** How far a stream has read the log of its tenant and that of the platform. */
export interface Position {
  readonly tenant?: LogPlace | undefined
  readonly platform?: LogPlace | undefined
}

const textOf = (place: LogPlace | undefined) => (place ? `${place.epoch}.${place.offset}` : '')

/** `{epoch}.{offset}~{epoch}.{offset}`: of the tenant, then of the platform if there is one. */
export const formatPosition = ({ tenant, platform }: Position): string =>
  platform ? `${textOf(tenant)}~${textOf(platform)}` : textOf(tenant)

/** What `formatPosition` wrote; the places that a text lacks are absent. */
export function readPosition(text: string): Position {
  const [tenant, platform] = text.split('~').map(placeOf)
  return { tenant, platform }
}

function placeOf(text: string): LogPlace | undefined {
  const [, epoch, offset] = /^([\w-]+)\.(\d+)$/.exec(text) ?? []
  return epoch ? { epoch, offset: Number(offset) } : undefined
}
