import { execFile } from 'node:child_process'
import { cp, mkdtemp, readdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const pathOf = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const fileOf = (specifier: string) => fileURLToPath(import.meta.resolve(specifier))
const clientFolder = pathOf('../../../../packages/client')

const nodes = { 20: fileOf('node-20/bin/node'), 24: process.execPath } as const
const compilers = { 5: fileOf('typescript-5/lib/tsc.js'), 7: pathOf('../../../../node_modules/typescript/bin/tsc') }
export type NodeVersion = keyof typeof nodes
export type CompilerVersion = keyof typeof compilers

/** Runs a command. @throws with all that it printed if it fails */
async function run(command: string, args: readonly string[], cwd: string): Promise<string> {
  const { stdout } = await promisify(execFile)(command, args, { cwd }).catch(({ stdout, stderr, message }) => {
    throw new Error([message, stdout, stderr].join('\n'))
  })
  return stdout.trim()
}

/** Packs the client as for a registry, and installs the archive into an empty project with an application in it. */
export async function installClient() {
  const folder = await mkdtemp(join(tmpdir(), 'inkling-consumer-'))
  await run('npx', ['-y', 'pnpm@12', 'pack', '--pack-destination', folder], clientFolder)
  const archive = (await readdir(folder)).find((name) => name.endsWith('.tgz')) ?? ''
  await writeFile(join(folder, 'package.json'), '{ "type": "module", "private": true }')
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', `./${archive}`], folder)
  await cp(pathOf('consumer'), folder, { recursive: true })
  return {
    folder,
    installed: join(folder, 'node_modules/@inkling/client'),
    /** Compiles the application in strict mode, the declarations of the package too. */
    compile: (version: CompilerVersion, options: readonly string[]) =>
      run(process.execPath, [compilers[version], ...strict, ...options, 'use.ts', 'mistakes.ts'], folder),
    /** Runs a module. */
    run: (version: NodeVersion, code: string) =>
      run(nodes[version], ['--no-warnings', '--input-type=module', '-e', code], folder),
  }
}

const strict = ['--strict', '--exactOptionalPropertyTypes', '--target', 'es2022', '--lib', 'es2022,dom']
