import type postgres from 'postgres'

/** Tenants of unequal size: the first has a third of the rows. */
export const tenants = Array.from({ length: 20 }, (_, n) => `tenant-${n + 1}`)
const tenantOf = `'tenant-' || (1 + floor(20 * power(random(), 2.7)))::int`
const ago = (days: number) => `now() - random() * interval '${days} days'`

/** Statements that fill two million rows: each table with its share of them. */
const fills: Readonly<Record<string, (rows: number) => string>> = {
  'behaviour.events': (rows) => `
    insert into behaviour.events (tenant_id, id, type, user_id, item_id, occurred_at)
    select ${tenantOf}, n, 'view', 'user-' || (random() * 50000)::int, 'item-' || (random() * 20000)::int, ${ago(30)}
    from generate_series(1, ${rows}) n`,
  'learning.receipts': (rows) => `
    insert into learning.receipts (tenant_id, id, kind, user_id, item_ids, scores, epoch, created_at)
    select ${tenantOf}, 'rcp-' || n, (array['prediction', 'suggestion'])[1 + n % 2], 'user-' || (random() * 50000)::int,
      '{a,b,c}', '{1,1,1}', 1, ${ago(30)}
    from generate_series(1, ${rows}) n`,
  'learning.feedback': (rows) => `
    insert into learning.feedback (tenant_id, receipt_id, item_id, signal, user_id, session_id, occurred_at,
      received_at)
    select ${tenantOf}, 'rcp-' || n, 'item-' || (random() * 20000)::int,
      (array['click', 'impression', 'dismiss'])[1 + n % 3], 'user-' || (random() * 50000)::int,
      'session-' || (random() * 50000)::int, at, at
    from generate_series(1, ${rows}) n cross join lateral (select ${ago(30)} + n * interval '0' as at) t`,
  'catalog.items': (rows) => `
    insert into catalog.items (tenant_id, id, title, text, kind, alias_of, deleted_at)
    select ${tenantOf}, 'item-' || n, 'Title ' || n, repeat('word ', 20), 'page', alias,
      case when alias is not null then now() end
    from generate_series(1, ${rows}) n
    cross join lateral (select case when n % 50 = 0 then 'item-' || n + 1 end as alias) a`,
  'operations.runs': (rows) => `
    insert into operations.runs (tenant_id, id, kind, state, created_at, finished_at)
    select ${tenantOf}, 'run-' || n, (array['train', 'reindex', 'dedupe'])[1 + n % 3], 'succeeded', at, at
    from generate_series(1, ${rows}) n cross join lateral (select ${ago(30)} + n * interval '0' as at) t`,
}
const shares = [0.4, 0.15, 0.15, 0.2, 0.1]

/** Fills so many rows in all, in transactions of 50,000, and gathers their statistics. */
export async function fill(owner: postgres.Sql, rows: number): Promise<void> {
  for (const [nth, [, insert]] of Object.entries(fills).entries())
    await owner.unsafe(insert(Math.round(rows * (shares[nth] ?? 0))))
  await owner.unsafe('vacuum (analyze)')
}
