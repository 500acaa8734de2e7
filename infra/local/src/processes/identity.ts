import { execa } from 'execa'

export interface Identity {
  uid: number
  gid: number
}

const candidates = ['postgres', 'nobody']

/** The unprivileged user who runs the servers if we are root; Postgres refuses to run as root. Otherwise undefined. */
export async function unprivilegedIdentity(): Promise<Identity | undefined> {
  if (process.getuid?.() !== 0) return undefined
  for (const name of candidates) {
    const [uid, gid] = await Promise.all([numericId('-u', name), numericId('-g', name)])
    if (uid !== undefined && gid !== undefined) return { uid, gid }
  }
  return undefined
}

async function numericId(flag: '-u' | '-g', name: string): Promise<number | undefined> {
  const { stdout, failed } = await execa('id', [flag, name], { reject: false })
  return failed ? undefined : Number(stdout)
}
