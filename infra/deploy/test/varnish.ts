import { cp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { requireVarnish } from '@inkling/local'
import { temporaryFolder } from '@inkling/testing'
import { execa } from 'execa'

const source = fileURLToPath(new URL('../../varnish/', import.meta.url))

/** Runs Varnish with the configuration of infra/varnish; only `site.vcl` is the test's own. Returns its end. */
export async function startVarnish(port: number, gatewayUrl: string, token: string): Promise<() => Promise<void>> {
  const folder = await temporaryFolder()
  await cp(join(source, 'default.vcl'), join(folder, 'default.vcl'))
  const site = await readFile(join(source, 'site.vcl'), 'utf8')
  await writeFile(join(folder, 'site.vcl'), site.replace('8080', new URL(gatewayUrl).port))
  const args = ['-F', '-j', 'none', '-n', join(folder, 'work'), '-T', 'none', '-a', `127.0.0.1:${port}`]
  const files = ['-s', 'malloc,32m', '-f', join(folder, 'default.vcl')]
  const varnish = execa(requireVarnish(), [...args, ...files], {
    env: { PURGE_TOKEN: token },
    reject: false,
    all: true,
  })
  let hasEnded = false
  void varnish.then(() => {
    hasEnded = true
  })
  while (!(await fetch(`http://127.0.0.1:${port}/livez`).catch(() => undefined))) {
    if (hasEnded) throw new Error(`Varnish ended: ${(await varnish).all}`)
    await delay(20)
  }
  return async () => {
    varnish.kill('SIGTERM')
    await varnish
    await rm(folder, { recursive: true })
  }
}
