import { rename, stat } from 'node:fs/promises'

const maxBytes = 10_000_000

/** Renames a large log to `FILE.1` before the server that writes to it starts. One older file stays. */
export async function rotateAtStart(logFile: string, largeBytes = maxBytes): Promise<void> {
  const { size } = await stat(logFile).catch(() => ({ size: 0 }))
  if (size > largeBytes) await rename(logFile, `${logFile}.1`)
}
