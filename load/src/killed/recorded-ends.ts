import type postgres from 'postgres'

export interface RecordedEnds {
  readonly runs: number
  readonly succeeded: number
  /** Their worker died twice. */
  readonly quarantined: number
  readonly failedOtherwise: number
  /** Those whose end was recorded more or less often than once. */
  readonly notOnce: number
  /** How many were begun more often than once. */
  readonly begunAgain: number
}

/** Lets Postgres note each time at which the end of a run is recorded, which then takes 200 ms. */
export async function noteEnds(sql: postgres.Sql): Promise<void> {
  await sql`create table public.recorded_ends (tenant_id text not null, id text not null)`
  await sql`
    create function public.note_end() returns trigger language plpgsql security definer as $$
    begin
      perform pg_sleep(0.2);
      insert into public.recorded_ends values (new.tenant_id, new.id);
      return null;
    end $$`
  await sql`
    create trigger note_end after update of finished_at on operations.runs for each row
    when (old.finished_at is distinct from new.finished_at) execute function public.note_end()`
}

/** What became of the runs of a kind and series, once all have ended. */
export async function readEnds(sql: postgres.Sql, series: string): Promise<RecordedEnds> {
  const [row] = await sql<[RecordedEnds]>`
    select count(*)::int as runs,
      count(*) filter (where state = 'succeeded')::int as succeeded,
      count(*) filter (where state = 'failed' and error like 'The worker died twice%')::int as quarantined,
      count(*) filter (where state = 'failed' and error not like 'The worker died twice%')::int as "failedOtherwise",
      count(*) filter (where ends <> 1)::int as "notOnce",
      count(*) filter (where attempts > 1)::int as "begunAgain"
    from operations.runs r, lateral (
      select count(*)::int as ends from public.recorded_ends e where e.tenant_id = r.tenant_id and e.id = r.id
    ) e
    where tenant_id like ${`${series}-%`}`
  return row
}
