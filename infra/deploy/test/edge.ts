import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { request } from 'node:https'
import { basename, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { requireNginx } from '@inkling/local'
import { temporaryFolder } from '@inkling/testing'
import { execa } from 'execa'
import getPort from 'get-port'

const source = fileURLToPath(new URL('../../nginx/', import.meta.url))

interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

interface EdgeRequest {
  readonly method?: string
  readonly headers?: Record<string, string>
  readonly body?: string
  /** The address that it comes from, of the loopback network. */
  readonly from?: string
}

export interface Edge {
  readonly port: number
  readonly certificate: string
  /** Resolves with the head of an answer; its body follows. */
  open(path: string, options?: EdgeRequest): Promise<IncomingMessage>
  ask(path: string, options?: EdgeRequest): Promise<Answer>
  /** Runs ready-gateways.sh once. */
  lookAtGateways(): Promise<string>
  reload(): void
  stop(): Promise<void>
}

/**
 * Runs nginx with the configuration of infra/nginx; only the files of its folder `site` are the test's own.
 * @param extras files of infra/nginx that are copied there
 */
export async function startEdge(gateways: readonly string[], extras: readonly string[] = []): Promise<Edge> {
  const folder = await temporaryFolder()
  const port = await getPort({ host: '127.0.0.1' })
  await cp(join(source, 'nginx.conf'), join(folder, 'nginx.conf'))
  await mkdir(join(folder, 'site'))
  const site = (name: string) => join(folder, 'site', name)
  await execa('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '1'],
    ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'],
    ...['-keyout', site('tls.key'), '-out', site('tls.crt')],
  ])
  for (const extra of extras) await cp(join(source, extra), site(basename(extra)))
  const listed = gateways.map((address) => `server ${address} max_fails=2 fail_timeout=5s;\n`)
  await writeFile(site('gateways.conf'), listed.join(''))
  const tls = 'ssl_certificate site/tls.crt; ssl_certificate_key site/tls.key;'
  await writeFile(site('listen.conf'), `listen 127.0.0.1:${port} ssl http2; ${tls}\n`)
  const args = ['-p', `${folder}/`, '-c', join(folder, 'nginx.conf'), '-e', 'error.log', '-g', 'daemon off;']
  const nginx = spawn(requireNginx(), args, { stdio: ['ignore', 'ignore', 'inherit'] })
  const certificate = await readFile(site('tls.crt'), 'utf8')
  const open = opener(port, certificate)
  const ask = async (path: string, options?: EdgeRequest) => {
    const answer = await open(path, options)
    return { status: answer.statusCode ?? 0, headers: answer.headers, body: await text(answer) }
  }
  while (!(await ask('/started').catch(() => undefined))) {
    if (nginx.exitCode !== null) throw new Error(await readFile(join(folder, 'error.log'), 'utf8'))
  }
  return {
    port,
    certificate,
    open,
    ask,
    lookAtGateways: async () => {
      const files = [site('gateways.conf'), join(folder, 'nginx.pid')]
      return (await execa(join(source, 'ready-gateways.sh'), files)).stdout
    },
    reload: () => void nginx.kill('SIGHUP'),
    stop: async () => {
      const ended = once(nginx, 'exit')
      nginx.kill('SIGTERM')
      await ended
      await rm(folder, { recursive: true })
    },
  }
}

function opener(port: number, ca: string): Edge['open'] {
  return async (path, { method = 'GET', headers = {}, body, from: localAddress = '127.0.0.1' } = {}) => {
    const to = { host: '127.0.0.1', servername: 'localhost', port, path, ca, method, localAddress, agent: false }
    const sent = request({ ...to, headers: { host: 'localhost', ...headers } }).end(body)
    const [answer] = (await once(sent, 'response')) as [IncomingMessage]
    return answer
  }
}
