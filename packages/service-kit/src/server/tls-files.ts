import { readFile } from 'node:fs/promises'
import type { Server } from 'node:http'
import { Server as TlsServer } from 'node:https'
import { createSecureContext } from 'node:tls'
import { inBackground } from '@inkling/resilience'
import type { Logger } from '@inkling/telemetry'

/** Paths of a certificate with its chain and of its private key, both PEM. */
export interface TlsFiles {
  readonly certFile: string
  readonly keyFile: string
}

/** What the files hold. */
export interface TlsPair {
  readonly cert: Buffer
  readonly key: Buffer
}

/** RFC 8996 forbids the versions before 1.2. */
export const oldestTls = 'TLSv1.2'

const everyMs = 10_000

/** @throws Error that names the settings if a file cannot be read, or if the two are no pair */
export async function readTlsFiles({ certFile, keyFile }: TlsFiles): Promise<TlsPair> {
  try {
    const [cert, key] = await Promise.all([readFile(certFile), readFile(keyFile)])
    createSecureContext({ cert, key })
    return { cert, key }
  } catch (error) {
    const { message } = error as Error
    throw new Error(`TLS_CERT_FILE and TLS_KEY_FILE must be a certificate and its key, both PEM: ${message}`)
  }
}

/**
 * Takes a renewed certificate from the files without a restart. Files that cannot be read or are no pair later on
 * change nothing. Returns a function that ends it.
 * @param known what the server has
 */
export function followTlsFiles(
  server: Server,
  files: TlsFiles,
  known: TlsPair,
  logger: Pick<Logger, 'info' | 'error'>,
  pollMs = everyMs,
): () => void {
  let present = known
  const look = async () => {
    const pair = await readTlsFiles(files)
    if (present.cert.equals(pair.cert) && present.key.equals(pair.key)) return
    if (server instanceof TlsServer) server.setSecureContext({ ...pair, minVersion: oldestTls })
    logger.info({ certFile: files.certFile }, 'certificate renewed')
    present = pair
  }
  const again = () =>
    void look().catch((error: unknown) => logger.error({ err: error }, 'certificate not read; the last one is used'))
  const timer = inBackground(() => setInterval(again, pollMs)).unref()
  return () => clearInterval(timer)
}
