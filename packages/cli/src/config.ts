import { cwd } from 'node:process'

/** The settings that the command reads from its environment. */
export interface Config {
  /** The user's working directory; paths on the command line are relative to it. */
  readonly directory: string
  /** The folders in which to look for `.inkling/local.json`, in this order, each followed by its parents. */
  readonly searchDirectories: readonly string[]
  readonly url: string | undefined
  readonly adminKey: string | undefined
  readonly apiKey: string | undefined
}

/**
 * Reads INKLING_URL, INKLING_ADMIN_KEY and INKLING_API_KEY; an empty variable counts as unset.
 * A package manager runs scripts in the root of the repository and passes the user's directory as INIT_CWD.
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
