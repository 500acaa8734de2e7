import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'
import { publint } from 'publint'
import { afterAll, expect, it } from 'vitest'
import { newTenant } from '../support/callers.ts'
import { type CompilerVersion, installClient, type NodeVersion } from '../support/installed-client.ts'
import { sharedStack } from '../support/shared-stack.ts'
import { startBrowser } from '../support/start-browser.ts'

const client = await installClient()
const { url } = sharedStack()
const { key } = await newTenant()
const told = '1,1,Tea,rcp_,true,not_found,function'
afterAll(() => rm(client.folder, { recursive: true }))

it('the installed client depends on no other package and breaks no rule of publint', async () => {
  const manifest = JSON.parse(await readFile(join(client.installed, 'package.json'), 'utf8'))
  expect(Object.keys(manifest).filter((name) => /dependencies|private|scripts/i.test(name))).toEqual([])
  const { messages } = await publint({ pkgDir: client.installed, pack: false })
  expect(messages).toEqual([])
})

const compilers: readonly CompilerVersion[] = [5, 7]
const resolutions = [
  ['--module', 'node16'],
  ['--module', 'nodenext'],
  ['--module', 'esnext', '--moduleResolution', 'bundler'],
]
it.each(compilers.flatMap((version) => resolutions.map((options) => [version, options] as const)))(
  'an application of the installed client compiles with TypeScript %i and %j, and its mistakes do not',
  async (version, options) => void (await client.compile(version, options)),
)

it.each<NodeVersion>([20, 24])('the installed client works on Node %i, by import and by require', async (version) => {
  await client.compile(7, ['--module', 'nodenext'])
  const used = `console.log(await use(${JSON.stringify(url)}, ${JSON.stringify(key)}))`
  const required = `createRequire(import.meta.url)('@inkling/client').createClient.name`
  const program = `import { createRequire } from 'node:module'; import { use } from './use.js'; ${used}
    console.log(${required}, process.versions.node.split('.')[0])`
  expect(await client.run(version, program)).toBe(`${told}\ncreateClient ${version}`)
})

it('the installed client works in a page, bundled for browsers', async () => {
  const entryPoints = [join(client.folder, 'use.ts')]
  const { outputFiles } = await build({ entryPoints, bundle: true, write: false, format: 'iife', globalName: 'app' })
  const browser = await startBrowser()
  try {
    const page = await browser.newPage()
    await page.addScriptTag({ content: outputFiles[0]?.text ?? '' })
    const used = `app.use(${JSON.stringify(url)}, ${JSON.stringify(key)})`
    expect(await page.evaluate(used)).toBe(told)
  } finally {
    await browser.close()
  }
})
