import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { generate } from 'selfsigned'

/** Paths of a certificate for this machine and of its key, both PEM, and the certificate itself. */
export interface SelfSigned {
  readonly certFile: string
  readonly keyFile: string
  readonly cert: string
}

/** Writes a certificate for localhost and 127.0.0.1, over an earlier one. Servers of other users can read both. */
export async function selfSigned(folder: string): Promise<SelfSigned> {
  const altNames = [{ type: 2, value: 'localhost' } as const, { type: 7, ip: '127.0.0.1' } as const]
  const extensions = [{ name: 'subjectAltName', altNames } as const]
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }], { extensions })
  const [certFile, keyFile] = [join(folder, 'tls.crt'), join(folder, 'tls.key')]
  await Promise.all([writeFile(certFile, cert), writeFile(keyFile, key)])
  return { certFile, keyFile, cert }
}
