import type { Backup } from './backup.ts'
import { BackupError } from './backup-error.ts'
import { differences, takeCensus } from './census.ts'
import { connect, urlOf } from './connect.ts'
import { type Moment, markMoment, untilArchived } from './mark-moment.ts'
import { openEngine } from './open-engine.ts'
import type { Place } from './place.ts'
import { inScratch } from './scratch.ts'
import { leadsTo, timelineAt } from './timelines.ts'

export interface DrillOptions<Answers> {
  readonly database: string
  readonly repository?: number
  /** Asks the restored database what users ask; throws if the answers are wrong. */
  readonly ask: (url: string) => Promise<Answers>
  readonly nowMs: () => number
  readonly signal?: AbortSignal | undefined
  readonly onStep?: (step: string) => void
}

export interface Drill<Answers> {
  readonly backup: Backup
  readonly tables: number
  readonly rows: number
  /** What `ask` answered. */
  readonly answers: Answers
  /** For so long a commit was in no repository, and would have been lost with the disk. */
  readonly rpoMs: number
  /** From the start of the restore until Postgres accepted writes. */
  readonly rtoMs: number
}

/** How long Postgres may take to archive what it wrote. */
const archiveWithinMs = 90_000

/**
 * Proves the newest backup: restores it and the archive into a scratch cluster, compares every table with what the
 * live one held at that moment, and asks it what users ask. Of the live cluster it only reads, and marks a moment in
 * its WAL; the scratch cluster has a folder and a port of its own, archives nothing, and is removed.
 * @throws BackupError if the backup is damaged, if a table differs, or if there is none
 */
export async function drill<Answers>(place: Place, options: DrillOptions<Answers>): Promise<Drill<Answers>> {
  const { database, repository = 1, nowMs, signal, onStep } = options
  const engine = openEngine(place)
  const timeline = timelineAt(await engine.timelines(repository))
  const backup = (await engine.list()).findLast((one) => one.repository === repository && leadsTo(one, timeline))
  if (!backup)
    throw new BackupError(`There is no backup of the database in repository ${repository}. Take one: inkling backup.`)
  const live = await connect(place, database)
  try {
    onStep?.('counting what the database holds now')
    const moment = await markMoment(live, { name: `drill-${nowMs()}`, signal })
    onStep?.('waiting until it is archived')
    const rpoMs = await untilArchived(live, moment, archiveWithinMs, signal)
    const proof = { rpoMs, ...(await proveIn(place, backup, moment, options)) }
    await engine.markDrilled(backup, { ...proof, drilledAtMs: nowMs() })
    return { backup, ...proof }
  } finally {
    await live.end()
  }
}

const proveIn = <Answers>(
  place: Place,
  backup: Backup,
  moment: Moment,
  { nowMs, signal, onStep, ...rest }: DrillOptions<Answers>,
) => {
  onStep?.(`restoring ${backup.label} beside the database`)
  const settings = { recovery_target_name: moment.restorePoint, recovery_target_action: 'promote' }
  return inScratch(place, { backup, settings, nowMs, signal }, async ({ data, port, tookMs }) => {
    onStep?.('comparing')
    return { rtoMs: tookMs, ...(await compare(place, data, port, moment, rest)) }
  })
}

async function compare<Answers>(
  place: Place,
  data: string,
  port: number,
  { census }: Moment,
  { database, ask }: Pick<DrillOptions<Answers>, 'database' | 'ask'>,
) {
  const sql = await connect(place, database, port)
  try {
    const [where] = await sql<{ folder: string }[]>`select current_setting('data_directory') as folder`
    if (where?.folder !== data) throw new BackupError(`The drill is connected to ${where?.folder} instead of ${data}.`)
    const faults = differences(census, await takeCensus(sql))
    if (faults.length > 0)
      throw new BackupError(`The restored database differs. ${faults.slice(0, 10).join('; ')}`, { isDamage: true })
    const answers = await ask(await urlOf(place, database, port))
    const rows = [...census.values()].reduce((sum, table) => sum + table.rows, 0)
    return { tables: census.size, rows, answers }
  } finally {
    await sql.end()
  }
}
