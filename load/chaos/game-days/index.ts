import type { GameDay } from '../game-day.ts'
import { cacheRedisDays } from './cache-redis.ts'
import { embeddingsDays } from './embeddings.ts'
import { loadDays } from './load.ts'
import { postgresDays } from './postgres.ts'
import { processDays } from './processes.ts'
import { runDays } from './runs.ts'
import { serviceDays } from './services.ts'

/** All game days, in the order of RESULTS.md. */
export const gameDays: readonly GameDay[] = [
  ...cacheRedisDays,
  ...postgresDays,
  ...serviceDays,
  ...processDays,
  ...runDays,
  ...embeddingsDays,
  ...loadDays,
]

/** The game days of these names; a name may end with `*`. All of them without a name. */
export function selectGameDays(names: readonly string[]): readonly GameDay[] {
  const matches = (day: GameDay, name: string) =>
    name.endsWith('*') ? day.name.startsWith(name.slice(0, -1)) : day.name === name
  const unknown = names.filter((name) => !gameDays.some((day) => matches(day, name)))
  if (unknown.length > 0) throw new Error(`There is no game day ${unknown.join(', ')}; pnpm chaos --list names all`)
  return names.length === 0 ? gameDays : gameDays.filter((day) => names.some((name) => matches(day, name)))
}
