/** The oldest major versions that work. Only tests need a browser, and few the monitoring, nginx or Varnish. */
export const minimumMajor = {
  postgres: 15,
  redis: 7,
  chromium: 121,
  prometheus: 2,
  pgbackrest: 2,
  hypopg: 1,
  nginx: 1,
  pgbouncer: 1,
  varnish: 1,
} as const

export type Requirement = keyof typeof minimumMajor
