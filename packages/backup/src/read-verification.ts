export interface Verification {
  /** The labels of the backups whose every file matches its checksum. */
  readonly valid: readonly string[]
  /** What is damaged or missing, as the engine says it; empty if all is well. */
  readonly faults: readonly string[]
}

/** Reads what `pgbackrest verify --output=text --verbose` says. */
export function readVerification(text: string): Verification {
  const lines = text.split('\n').map((line) => line.trim())
  const backups = lines.flatMap((line) => {
    const [, label, status] = /^backup: (\S+), status: (\w+)/.exec(line) ?? []
    return label && status ? [{ label, status, line }] : []
  })
  const walFaults = lines.filter((line, index) => line.startsWith('archiveId: ') && hasFault(lines[index + 1]))
  return {
    valid: backups.filter(({ status }) => status === 'valid').map(({ label }) => label),
    faults: [
      ...backups.filter(({ status }) => status !== 'valid').map(({ line }) => line),
      ...walFaults.map((line) => `${line}, ${lines[lines.indexOf(line) + 1]}`),
    ],
  }
}

/** `missing: 0, checksum invalid: 1, size invalid: 0, other: 0` */
const hasFault = (counts = ''): boolean => /: [1-9]/.test(counts)
