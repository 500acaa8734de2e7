export interface Period {
  readonly days: number
  readonly least: number
  readonly most: number
  readonly of: string
}

/** How long rows are kept unless a tenant has another setting, and what a tenant may set. */
export const retentionPeriods = {
  events: { days: 730, least: 30, most: 3_650, of: 'events, by when they occurred and were received' },
  receipts: { days: 190, least: 7, most: 400, of: 'answers, which clicks and feedback refer to' },
  feedback: { days: 400, least: 30, most: 730, of: 'feedback' },
  metrics: { days: 400, least: 30, most: 3_650, of: 'hourly learning metrics' },
  runs: { days: 90, least: 35, most: 730, of: 'runs that ended, and changes of items' },
} as const satisfies Readonly<Record<string, Period>>

export type RetainedRows = keyof typeof retentionPeriods
