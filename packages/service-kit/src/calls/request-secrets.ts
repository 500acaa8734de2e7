import { readFile, stat } from 'node:fs/promises'
import { inBackground } from '@inkling/resilience'
import type { Logger } from '@inkling/telemetry'

interface Secrets {
  readonly signing: string
  readonly accepted: readonly string[]
}

const pollMs = 1_000
/** A secret that is new in the file is accepted at once and signs from then on: by then every process has read it. */
const settleMs = 15_000
const minLength = 32

/** From a file, for all requests of this process; undefined: each is signed with the secret that it is given. */
let fromFile: Secrets | undefined

/** The secret that signs requests now. */
export const signingSecret = (given: string): string => fromFile?.signing ?? given

/** The secrets whose signatures are accepted now. */
export const acceptedSecrets = (given: string): readonly string[] => fromFile?.accepted ?? [given]

/**
 * Takes the secrets between services from a file from now on, and again whenever it changes, so that they are replaced
 * without a restart: a secret per line, the first one signs, all are accepted. A file that cannot be read or is wrong
 * later on changes nothing. Returns a function that ends it.
 * @throws Error if the file cannot be read or is wrong now; it shows no secret
 */
export async function watchRequestSecrets(
  file: string,
  logger: Pick<Logger, 'info' | 'error'>,
  { nowMs = Date.now, everyMs = pollMs } = {},
): Promise<{ readonly look: () => Promise<void>; readonly stop: () => void }> {
  let told = ''
  const look = async () => {
    const { mtimeMs } = await stat(file)
    const accepted = linesOf(await readFile(file, 'utf8'))
    const [first = '', second] = accepted
    const isSettled = nowMs() - mtimeMs >= settleMs
    fromFile = { signing: isSettled || second === undefined ? first : second, accepted }
    const state = `${mtimeMs} ${isSettled}`
    if (state !== told) logger.info({ secrets: accepted.length, isSettled }, 'request secrets read')
    told = state
  }
  await look()
  const again = () =>
    void look().catch((error: unknown) =>
      logger.error({ err: error }, 'request secrets not read; the last ones are used'),
    )
  const timer = inBackground(() => setInterval(again, everyMs)).unref()
  const stop = () => {
    clearInterval(timer)
    fromFile = undefined
  }
  return { look, stop }
}

function linesOf(text: string): readonly string[] {
  const lines = text.split('\n').map((line) => line.trim())
  const secrets = lines.filter((line) => line !== '')
  if (secrets.length > 0 && secrets.every(({ length }) => length >= minLength)) return secrets
  throw new Error(`REQUEST_SECRETS_FILE must hold a secret of at least ${minLength} characters per line`)
}
