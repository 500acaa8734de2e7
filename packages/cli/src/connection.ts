import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { CliError } from './cli-error.ts'
import type { Config } from './config.ts'

/** The flags that every command takes. */
export interface ConnectionFlags {
  readonly url?: string
  readonly adminKey?: string
  readonly apiKey?: string
}

export interface Connection {
  readonly url: string
  readonly adminKey: string | undefined
  /** From a flag or the environment. The key of the demo tenant in local.json is not used. */
  readonly apiKey: string | undefined
  /** The `.inkling` folder, in which commands keep state between runs. */
  readonly stateDirectory: string
}

interface LocalStack {
  readonly url: string
  readonly adminKey: string
}

/**
 * Finds the gateway and the keys: from flags, else from the environment, else from `.inkling/local.json`, which `start`
 * writes. The admin key in that file is sent to the local gateway only.
 *
 * @throws CliError if no URL is known.
 */
export function resolveConnection(flags: ConnectionFlags, config: Config): Connection {
  const localFile = findUpwards(config, join('.inkling', 'local.json'))
  const local = localFile === undefined ? undefined : readLocalFile(localFile)
  const url = flags.url ?? config.url ?? local?.url
  if (url === undefined)
    throw new CliError('No gateway is known here. Run `npx -y pnpm@12 start` first, or give --url and a key.')
  if (!URL.canParse(url))
    throw new CliError(`${url} is not a URL. Give --url or INKLING_URL a value such as http://127.0.0.1:8080.`)
  return {
    url,
    adminKey: flags.adminKey ?? config.adminKey ?? (url === local?.url ? local.adminKey : undefined),
    apiKey: flags.apiKey ?? config.apiKey,
    stateDirectory: localFile === undefined ? join(config.directory, '.inkling') : dirname(localFile),
  }
}

/** @throws CliError if there is no admin key. */
export function requireAdminKey({ adminKey, url }: Connection): string {
  if (adminKey !== undefined) return adminKey
  throw new CliError(`There is no admin key for ${url}. Give --admin-key or set INKLING_ADMIN_KEY.`)
}

/** The first path that exists, in the folders in which to look and their parents. */
export const findUpwards = ({ searchDirectories }: Config, path: string): string | undefined =>
  searchDirectories
    .flatMap(withParents)
    .map((directory) => join(directory, path))
    .find(existsSync)

const withParents = (directory: string): string[] =>
  directory === dirname(directory) ? [directory] : [directory, ...withParents(dirname(directory))]

function readLocalFile(path: string): LocalStack {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as LocalStack
  } catch (cause) {
    throw new CliError(`${path} cannot be read. Run \`npx -y pnpm@12 start\` to write it again.`, { cause })
  }
}
