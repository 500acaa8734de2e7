import { familyOf } from '../process-usage.ts'
import { type Answered, openLoop } from './open-loop.ts'
import { predict, type Target, warmUp } from './target.ts'

const load = { perSecond: 20, seconds: 40 }

/** Predictions with a key that the gateway knows, while no process of Postgres runs: connections stay open. */
export async function measureHungPostgres(target: Target, postgresPid: number): Promise<Answered[]> {
  await warmUp(target)
  const stopped = familyOf(postgresPid)
  for (const pid of stopped) process.kill(pid, 'SIGSTOP')
  try {
    return await openLoop(load, () => predict(target))
  } finally {
    for (const pid of stopped.toReversed()) process.kill(pid, 'SIGCONT')
  }
}
