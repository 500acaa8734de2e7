import { existsSync } from 'node:fs'
import { chmod, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { requireNginx } from '@inkling/local'
import { temporaryFolder } from '@inkling/testing'
import { execa } from 'execa'
import getPort from 'get-port'
import { afterAll, expect, it } from 'vitest'

const systemd = fileURLToPath(new URL('../../systemd/', import.meta.url))
const root = fileURLToPath(new URL('../../../', import.meta.url))
const hasSystemd = existsSync('/usr/bin/systemd-analyze')

it.runIf(hasSystemd)('systemd finds nothing wrong with any unit', async () => {
  const folder = await temporaryFolder()
  const names = (await readdir(systemd)).filter((name) => /\.(service|target)$/.test(name))
  expect(names.length).toBeGreaterThan(4)
  // A template is checked as one of its instances.
  const units = names.map((name) => [name, name.replace('@', '@gateway')] as const)
  for (const [name, unit] of units) {
    const text = await readFile(join(systemd, name), 'utf8')
    const here = text.replaceAll('/opt/inkling/', root).replaceAll('/usr/bin/node', process.execPath)
    await writeFile(join(folder, unit), here.replaceAll('/usr/sbin/nginx', requireNginx()))
  }
  const files = units.map(([, unit]) => join(folder, unit))
  const { exitCode, all } = await execa('systemd-analyze', ['verify', '--man=no', ...files], {
    reject: false,
    all: true,
  })
  expect(all.split('\n').filter((line) => names.some((name) => line.includes(name.replace('@', ''))))).toEqual([])
  expect(exitCode).toBe(0)
})

/** A process is ready once it listens; it tells its own id. */
const program = `
const { PORT } = process.env
require('node:http').createServer((request, response) => response.end(String(process.pid))).listen(PORT, '127.0.0.1')`

/** Restarts processes as systemctl does, and notes which. The settings of a unit say how it is started. */
const systemctl = `#!/bin/sh
set -eu
name=\${2#inkling@}
echo "$1 $name" >> "$UNITS/restarted"
[ -f "$UNITS/$name.pid" ] && kill "$(cat "$UNITS/$name.pid")"
. "$UNITS/$name.env"
PORT=$PORT "$NODE" "$UNITS/$BODY" > /dev/null 2>&1 &
echo $! > "$UNITS/$name.pid"
`

const folder = await temporaryFolder()
const living = ['gateway', 'search-2']
afterAll(async () => {
  for (const name of living) process.kill(Number(await readFile(join(folder, `${name}.pid`), 'utf8')))
})

async function unit(name: string, service: string, body = 'program.cjs') {
  const port = await getPort({ host: '127.0.0.1' })
  await writeFile(join(folder, `${name}.env`), `SERVICE=${service}\nPORT=${port}\nBODY=${body}\n`)
  const pidOf = () => fetch(`http://127.0.0.1:${port}/`).then((answer) => answer.text())
  return { port, pidOf }
}

const restart = () =>
  execa(join(systemd, 'rolling-restart.sh'), [folder, '5'], {
    env: { PATH: `${folder}:/usr/bin:/bin`, UNITS: folder, NODE: process.execPath },
    reject: false,
  })
const restarted = async () => (await readFile(join(folder, 'restarted'), 'utf8')).trim().split('\n')

it('rolling-restart.sh restarts each process, those that others call first, and stops at one that is not ready', async () => {
  await writeFile(join(folder, 'program.cjs'), program)
  await writeFile(join(folder, 'broken.cjs'), 'process.exit(1)')
  await writeFile(join(folder, 'systemctl'), systemctl)
  await chmod(join(folder, 'systemctl'), 0o755)
  const [gateway, search] = [await unit('gateway', 'gateway'), await unit('search-2', 'search')]
  const order = ['restart search-2', 'restart gateway']
  expect((await restart()).stdout).toContain('all processes run the new version')
  expect(await restarted()).toEqual(order)
  const before = [await gateway.pidOf(), await search.pidOf()]
  expect((await restart()).exitCode).toBe(0)
  expect(await restarted()).toEqual([...order, ...order])
  const after = [await gateway.pidOf(), await search.pidOf()]
  for (const pid of after) expect(before).not.toContain(pid)

  await unit('prediction', 'prediction', 'broken.cjs')
  const failed = await restart()
  expect(failed).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('prediction is not ready after 5 s') })
  expect((await restarted()).slice(order.length * 2)).toEqual(['restart prediction'])
  expect([await gateway.pidOf(), await search.pidOf()]).toEqual(after)
})
