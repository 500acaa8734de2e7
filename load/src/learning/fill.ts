import type postgres from 'postgres'

/** Bits of a sketch of shown items, half of them set, other ones in each hour. */
const sketch = `(select ('x' || string_agg(md5(h::text || n), ''))::bit(4096) from generate_series(1, 32) n)`

/** The sums of each hour of so many days: predictions of eight models, answers of three kinds, and weights. */
export async function fillHours(sql: postgres.Sql, tenantId: string, days: number): Promise<void> {
  const hours = `generate_series(date_trunc('hour', now()) - interval '${days} days', now(), interval '1 hour') h`
  await sql.unsafe(
    `insert into learning.metrics (tenant_id, model, kind, hour, cases, hits_at_1, hits_at_5, hits_at_20,
      reciprocal_rank, ndcg, log_loss, answered, calibration, listed, known_items)
    select $1, model, kind, h, 300, 60, 120, 180, 90.5, 110.5, 700.5, 290,
      (select array_agg(random() * n) from generate_series(1, 60) n where h is not null), bits, 5000
    from (select h, ${sketch} as bits from ${hours}) hours,
      unnest(array['blend', 'repeat', 'vmisKnn', 'transitions', 'ppm', 'randomWalk', 'timeOfWeek', 'trend']) model,
      unnest(array['repeat', 'new', 'unknown']) kind
    on conflict do nothing`,
    [tenantId],
  )
  const placed = `(values ('prediction', ''), ('search', ''), ('suggestion', ''), ('suggestion', 'home'),
      ('suggestion', 'basket'), ('suggestion', 'article')) placed (kind, scenario)`
  await sql.unsafe(
    `insert into learning.answers (tenant_id, hour, kind, scenario, answers, clicked, reciprocal_rank, clicks_at_1,
      clicks_at_5, clicks_at_10, shown)
    select $1, h, kind, scenario, 200, 20, 12.5, 8, 15, 20, bits
    from (select h, ${sketch} as bits from ${hours}) hours, ${placed} on conflict do nothing`,
    [tenantId],
  )
  await sql.unsafe(
    `insert into learning.answer_signals (tenant_id, hour, kind, scenario, signal, answers)
    select $1, h, kind, scenario, signal, 20
    from ${hours}, ${placed}, unnest(array['impression', 'click', 'use', 'dismiss']) signal on conflict do nothing`,
    [tenantId],
  )
  await sql.unsafe(
    `insert into learning.weights (tenant_id, recorded_at, weights)
    select $1, h, '{"repeat": 0.2, "vmisKnn": 0.3, "transitions": 0.1, "ppm": 0.1, "randomWalk": 0.1, "trend": 0.2}'
    from ${hours} on conflict do nothing`,
    [tenantId],
  )
  // Triggers have added up the days.
  await sql`
    analyze learning.metrics, learning.answers, learning.answer_signals, learning.daily_metrics,
      learning.daily_answers, learning.daily_answer_signals, learning.weights`
}

/** Receipts of the last day, until there are so many, one in ten with feedback. */
export async function fillReceipts(sql: postgres.Sql, tenantId: string, answers: number): Promise<void> {
  await sql`
    insert into learning.receipts (tenant_id, id, kind, user_id, item_ids, scores, epoch, created_at)
    select ${tenantId}, 'rcp_bench_' || n, 'suggestion', 'user-' || n % 500, '{a,b,c,d,e}', '{5,4,3,2,1}', 1,
      now() - n * interval '80 seconds' / (${answers}::int / 1000.0)
    from generate_series(
      (select count(*)::int from learning.receipts where tenant_id = ${tenantId}), ${answers}::int) n`
  await sql`
    insert into learning.feedback (tenant_id, receipt_id, item_id, signal, user_id, occurred_at)
    select tenant_id, id, 'a', 'click', user_id, created_at from learning.receipts
    where tenant_id = ${tenantId} and right(id, 1) = '0' on conflict do nothing`
  await sql`analyze learning.receipts, learning.feedback`
}
