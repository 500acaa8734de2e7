import { once } from 'node:events'
import { rm, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls'
import { type SelfSigned, selfSigned, temporaryFolder } from '@inkling/testing'
import { Agent, fetch } from 'undici'
import { afterEach, expect, it, vi } from 'vitest'
import { silentLogger } from '../../test/signed-app.ts'
import { listen } from '../process/listen.ts'
import { createServer } from './create-server.ts'
import { followTlsFiles, readTlsFiles } from './tls-files.ts'

const started: { close(): unknown }[] = []
afterEach(() => Promise.all(started.splice(0).map((each) => each.close())))

async function newFolder(): Promise<string> {
  const folder = await temporaryFolder()
  started.push({ close: () => rm(folder, { recursive: true }) })
  return folder
}

async function startApp(files: SelfSigned) {
  const app = createServer({ logger: silentLogger, tls: await readTlsFiles(files) })
  started.push(app)
  app.get('/protocol', async ({ protocol }) => protocol)
  await listen(app, '127.0.0.1', 0)
  const { port } = app.server.address() as AddressInfo
  return { app, port }
}

async function ask(port: number, ca: string) {
  const dispatcher = new Agent({ connect: { ca } })
  const answer = await fetch(`https://localhost:${port}/protocol`, { dispatcher })
  const text = await answer.text()
  await dispatcher.close()
  return text
}

/** The certificate that a new connection is shown. */
async function shown(port: number): Promise<string> {
  const socket = await shake(port, {})
  const { fingerprint256 } = socket.getPeerCertificate()
  socket.destroy()
  return fingerprint256
}

async function shake(port: number, versions: ConnectionOptions): Promise<TLSSocket> {
  const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false, ...versions })
  await once(socket, 'secureConnect')
  return socket
}

it('answers over every connection, whichever socket accepted it, and knows that it is HTTPS', async () => {
  const files = await selfSigned(await newFolder())
  const { port } = await startApp(files)
  const answers = await Promise.all(Array.from({ length: 40 }, () => ask(port, files.cert)))
  expect(new Set(answers)).toEqual(new Set(['https']))
})

it('takes TLS 1.2 and 1.3, and refuses what is older', async () => {
  const { port } = await startApp(await selfSigned(await newFolder()))
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    const socket = await shake(port, { minVersion: version, maxVersion: version })
    expect(socket.getProtocol()).toBe(version)
    socket.destroy()
  }
  const old: ConnectionOptions = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }
  await expect(shake(port, old)).rejects.toMatchObject({ code: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION' })
})

it('shows a renewed certificate to new connections, and keeps the last one while the files are wrong', async () => {
  const folder = await newFolder()
  const files = await selfSigned(folder)
  const { app, port } = await startApp(files)
  const error = vi.fn()
  const info = vi.fn()
  started.push({ close: followTlsFiles(app.server, files, await readTlsFiles(files), { info, error }, 20) })
  const first = await shown(port)
  await writeFile(files.keyFile, 'half of a key')
  await expect.poll(() => error.mock.calls.length).toBeGreaterThan(0)
  expect(await shown(port)).toBe(first)
  await selfSigned(folder)
  await expect.poll(() => shown(port)).not.toBe(first)
  await expect.poll(() => info.mock.calls.length).toBe(1)
})

it('closes while clients hold connections whose handshake is done and on which they ask nothing', async () => {
  const { app, port } = await startApp(await selfSigned(await newFolder()))
  const clients = await Promise.all(Array.from({ length: 5 }, () => shake(port, {})))
  const ended = clients.map((client) =>
    once(
      client.on('error', () => {}),
      'close',
    ),
  )
  await app.close()
  expect(await Promise.all(ended)).toHaveLength(5)
})

it('closes after clients broke off their handshake', async () => {
  const { app, port } = await startApp(await selfSigned(await newFolder()))
  for (const socket of await Promise.all(Array.from({ length: 5 }, () => shake(port, {})))) socket.destroy()
  await app.close()
  expect(app.server.listening).toBe(false)
})

it('refuses files that are missing or no pair, and names the settings', async () => {
  const [one, other] = await Promise.all([newFolder(), newFolder()].map(async (dir) => selfSigned(await dir)))
  const mixed = { certFile: one?.certFile ?? '', keyFile: other?.keyFile ?? '' }
  await expect(readTlsFiles(mixed)).rejects.toThrow(/TLS_CERT_FILE and TLS_KEY_FILE.*mismatch/)
  await expect(readTlsFiles({ ...mixed, keyFile: '' })).rejects.toThrow(/TLS_CERT_FILE and TLS_KEY_FILE.*no such file/)
})
