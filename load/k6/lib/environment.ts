import { SharedArray } from 'k6/data'

export interface Tenant {
  readonly id: string
  readonly key: string
}

/** The gateway, such as http://localhost:8080. */
export const url = __ENV.URL ?? 'http://localhost:8080'

/** The tenants that send, as JSON in TENANTS; or one with the key in KEY. */
export const tenants = new SharedArray<Tenant>('tenants', () =>
  JSON.parse(__ENV.TENANTS ?? JSON.stringify([{ id: 'given', key: __ENV.KEY ?? '' }])),
)

/** What people search for, most frequent first, as JSON in QUERIES. */
export const queries = new SharedArray<string>('queries', () => JSON.parse(__ENV.QUERIES ?? '["guide", "help"]'))

/** MINUTES, or what the scenario takes unless it is given. */
export const minutes = (usual: number): number => Number(__ENV.MINUTES ?? usual)

/** So many seconds as a duration of k6. */
export const seconds = (count: number): string => `${Math.max(1, Math.round(count))}s`

/** SCALE times the usual rate or number of users. */
export const scaled = (usual: number): number => Math.max(1, Math.round(usual * Number(__ENV.SCALE ?? 1)))
