import { PostgresFaults } from '@inkling/testing'
import postgres from 'postgres'
import { familyOf } from '../../src/process-usage.ts'
import type { GameDay } from '../game-day.ts'

/** Reads from memory go on, and events are refused at once instead of being acknowledged falsely. */
const readsGoOn: GameDay['holds'] = {
  goodput: { predictions: 0.97, suggestions: 0.9, searches: 0.9 },
  recoverySeconds: 10,
  quickRefusals: 0.5,
}
const circuitOpens = {
  metric: { service: 'prediction', name: 'inkling_circuit_state', labels: 'circuit="Postgres"' },
  log: { service: 'prediction', text: 'Postgres unavailable' },
}

export const postgresDays: readonly GameDay[] = [
  {
    name: 'postgres-unavailable',
    fault: 'Postgres is stopped',
    async begin({ stack: { postgres: server } }) {
      await server.stop()
      return { end: () => server.start() }
    },
    holds: readsGoOn,
    signs: circuitOpens,
  },
  {
    name: 'postgres-hung',
    fault: 'All processes of Postgres are paused (SIGSTOP)',
    async begin({ stack: { postgres: server } }) {
      const stopped = familyOf(server.pid ?? 0)
      for (const pid of stopped) process.kill(pid, 'SIGSTOP')
      return {
        end() {
          for (const pid of stopped.toReversed()) process.kill(pid, 'SIGCONT')
        },
      }
    },
    seconds: 15,
    holds: readsGoOn,
    signs: circuitOpens,
  },
  {
    name: 'postgres-slow',
    fault: 'Answers of Postgres come 200 ms later, give or take 100 ms',
    async begin({ links: { postgres: link } }) {
      link.delay(200, 100)
      return { end: () => link.mend() }
    },
    holds: { goodput: { predictions: 0.97, suggestions: 0.9, searches: 0.9 }, recoverySeconds: 5 },
  },
  {
    name: 'postgres-restarted',
    fault: 'Postgres is restarted twice',
    async begin({ stack: { postgres: server } }) {
      const restart = async () => {
        await server.stop()
        await server.start()
      }
      await restart()
      await restart()
      return { end() {} }
    },
    seconds: 5,
    holds: { goodput: readsGoOn.goodput, recoverySeconds: 10 },
  },
  {
    name: 'postgres-pool-exhausted',
    fault: 'A lock holds every insert of events, with one connection per service',
    env: { DATABASE_POOL: '1' },
    async begin({ stack: { ownerUrl } }) {
      const sql = postgres(ownerUrl, { max: 1, onnotice: () => {} })
      const held = await sql.reserve()
      await held`begin`
      await held`lock table behaviour.event_ids in access exclusive mode`
      return {
        async end() {
          await held`rollback`
          held.release()
          await sql.end()
        },
      }
    },
    holds: { goodput: readsGoOn.goodput, recoverySeconds: 10 },
  },
  {
    name: 'postgres-disk-full',
    fault: 'Postgres answers every write of an event with 53100, as it does when its disk is full',
    async begin({ stack: { ownerUrl } }) {
      const faults = new PostgresFaults(ownerUrl)
      const undo = await faults.failWrites('behaviour.events', '53100')
      return {
        async end() {
          await undo()
          await faults.close()
        },
      }
    },
    holds: readsGoOn,
    signs: circuitOpens,
  },
]
