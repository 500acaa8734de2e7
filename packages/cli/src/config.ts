import { cwd } from 'node:process'

/** What the command takes from its surroundings. */
export interface Config {
  /** Where the person stands; paths they type are relative to it. */
  readonly directory: string
  /** Where `.inkling/local.json` is looked for, each with its parents, in this order. */
  readonly searchDirectories: readonly string[]
  readonly url: string | undefined
  readonly adminKey: string | undefined
  readonly apiKey: string | undefined
}

/**
 * Reads INKLING_URL, INKLING_ADMIN_KEY and INKLING_API_KEY; empty counts as unset.
 * INIT_CWD is the caller's directory when a package manager started us: it runs scripts at the root of the repository.
 */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const directory = environment.INIT_CWD || cwd()
  return {
    directory,
    searchDirectories: [...new Set([directory, cwd()])],
    url: environment.INKLING_URL || undefined,
    adminKey: environment.INKLING_ADMIN_KEY || undefined,
    apiKey: environment.INKLING_API_KEY || undefined,
  }
}
