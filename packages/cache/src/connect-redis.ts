import { openRedis } from './open-redis.ts'
import { reconnectDelayMs } from './reconnect-delay.ts'
import { scripts } from './scripts.ts'

type Argument = string | number | Uint8Array
/** A script's first argument is the number of its keys; texts in its answer are bytes. */
export type Script = (keys: number, ...keysAndArguments: Argument[]) => Promise<unknown>
export type Scripts = Readonly<Record<keyof typeof scripts, Script>>

interface ConnectionOptions {
  readonly commandTimeout?: number
  readonly enableAutoPipelining?: boolean
}

/** A connection whose commands fail at once while Redis is unavailable. */
export function connectRedis(url: string, onError: (error: Error) => void, options: ConnectionOptions = {}) {
  const quick = { enableOfflineQueue: false, maxRetriesPerRequest: 0 }
  const redis = openRedis(url, { ...quick, retryStrategy: reconnectDelayMs, ...options })
  redis.on('error', onError)
  for (const [name, lua] of Object.entries(scripts)) redis.defineCommand(commandOf(name), { lua })
  const commands = redis as unknown as Record<string, Script>
  const run = (name: string): Script => {
    const command = commands[`${commandOf(name)}Buffer`] as Script
    return (...all) => command.apply(redis, all)
  }
  return { redis, scripts: Object.fromEntries(Object.keys(scripts).map((name) => [name, run(name)])) as Scripts }
}

const commandOf = (name: string) => `cache_${name}`
