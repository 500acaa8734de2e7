/**
 * Backups of a generated database: sizes and times. Then Postgres is killed and its data folder is removed while events
 * are sent: how many acknowledged ones are lost, and how long it takes until events are accepted again.
 *
 *   pnpm bench:backup [--megabytes 1000] [--seconds 40]
 *   BACKUP_WAL_FOLDER=/tmp/wal pnpm bench:backup …   # a second disk, which stays, has every acknowledged commit
 */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Backup, openEngine, openPlace, restore, takeBackup } from '@inkling/backup'
import postgres from 'postgres'
import { acknowledgedEvents } from './backup/acknowledged-events.ts'
import { addEvents, fillTo } from './backup/fill.ts'
import { printHead, printRow } from './table.ts'
import { withStack } from './with-stack.ts'

const { values } = parseArgs({
  options: { megabytes: { type: 'string', default: '1000' }, seconds: { type: 'string', default: '40' } },
})
const [megabytes, seconds] = [Number(values.megabytes), Number(values.seconds)]
const inSeconds = (ms: number) => (ms / 1_000).toFixed(1)
const inMegabytes = (bytes: number) => (bytes / 1e6).toFixed(1)

await withStack(
  async (stack, folder) => {
    const place = await openPlace(join(folder, 'backup'))
    const engine = openEngine(place)
    const sql = postgres(stack.ownerUrl, { max: 1, onnotice: () => undefined })

    async function measure(title: string, kind: Backup['kind']) {
      const startedMs = performance.now()
      const [backup] = await takeBackup({ engine, repositories: [1], kind, nowMs: Date.now })
      if (!backup) throw new Error('no backup was taken')
      const { databaseBytes, storedBytes, startedAtMs, endedAtMs } = backup
      const backupMs = endedAtMs - startedAtMs
      const verifyMs = performance.now() - startedMs - backupMs
      printRow([title, ...[databaseBytes, storedBytes].map(inMegabytes), inSeconds(backupMs), inSeconds(verifyMs)])
    }

    const rows = await fillTo(sql, megabytes * 1e6)
    console.log(`${rows} events.\n`)
    printHead(['backup', 'database MB', 'stored MB', 'backup s', 'verification s'])
    await measure('full', 'full')
    await addEvents(sql, Math.ceil(rows / 100))
    await measure('incremental, 1 % more events', 'incremental')
    await sql`update behaviour.events set value = 2 where seq % 100 = 0`
    await measure('incremental, 1 % of the rows changed, everywhere', 'incremental')
    await sql.end()

    const sending = acknowledgedEvents(stack)
    await sending.go(seconds)
    const killedMs = Date.now()
    const startedMs = performance.now()
    stack.postgres.kill()
    await rm(place.dataFolder, { recursive: true })
    await stack.postgres.stop()
    const restored = await restore(place, { toMs: undefined, nowMs: Date.now })
    await stack.postgres.start()
    await sending.untilAccepted()
    const rtoMs = performance.now() - startedMs
    const { lost, acknowledged, oldestLostMs } = await sending.compare()
    console.log(`\nPostgres killed and its data removed after ${seconds} s of events:\n`)
    printHead(['acknowledged', 'lost', 'RPO s', 'restore s', 'RTO s, until an event is accepted'])
    const rpo = oldestLostMs === undefined ? '0' : inSeconds(killedMs - oldestLostMs)
    printRow([acknowledged, lost, rpo, inSeconds(restored.tookMs), inSeconds(rtoMs)])
  },
  { LOG_LEVEL: 'error' },
  { backups: true },
)
