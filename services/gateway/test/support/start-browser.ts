import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { requireChromium } from '@inkling/local'
import { type Browser, chromium } from 'playwright-core'

/** That of a person's browser: the events of a headless one are those of a robot. */
const userAgent =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'

const quiet = [
  `--user-agent=${userAgent}`,
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/**
 * The Chromium of this machine, without a window and with a profile of its own. Under a debugger it prefetches but does
 * not prerender.
 */
export async function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: await requireChromium(), args: quiet })
}

/** The same without a debugger, on one page, for as long as `work` takes. */
export async function visitAlone(url: string, work: () => Promise<void>): Promise<void> {
  const profile = await mkdtemp(join(tmpdir(), 'inkling-browser-'))
  const args = ['--headless', ...quiet, `--user-data-dir=${profile}`, url]
  const browser = spawn(await requireChromium(), args, { stdio: 'ignore' })
  try {
    await work()
  } finally {
    browser.kill()
    await once(browser, 'exit')
    await rm(profile, { recursive: true, force: true, maxRetries: 5 })
  }
}
