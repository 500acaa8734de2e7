/**
 * Type-checks the examples of the documentation, as a part of `pnpm types`: each block of a Markdown file that begins
 * with ```ts is compiled as a module of its own, which may import the packages of this repository.
 */
import { spawnSync } from 'node:child_process'
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { exampleBlocks } from './example-blocks.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))

interface Manifest {
  readonly name: string
  readonly exports?: string | Readonly<Record<string, string>>
}

/** The source of each entry point of a package, by the name that examples import. */
function entryPoints(manifestFile: string): [name: string, sources: string[]][] {
  const { name, exports = {} } = JSON.parse(readFileSync(join(root, manifestFile), 'utf8')) as Manifest
  const entries = typeof exports === 'string' ? { '.': exports } : exports
  const sources = Object.entries(entries).filter(([, source]) => source.endsWith('.ts'))
  return sources.map(([path, source]) => [name + path.slice(1), [join(root, dirname(manifestFile), source)]])
}

/** Writes the examples of all Markdown files and a project that compiles them. Returns the number of examples. */
function writeProject(folder: string): number {
  const skipped = /(^|\/)(node_modules|dist|\.inkling|\.turbo)(\/|$)/
  const files = globSync('**/*.md', { cwd: root, exclude: (path) => skipped.test(path) })
  const examples = files.flatMap((file) =>
    exampleBlocks(readFileSync(join(root, file), 'utf8')).map((block) => ({ file, ...block })),
  )
  for (const { file, line, code } of examples) {
    const module = join(folder, `${file}.${line}.mts`)
    mkdirSync(dirname(module), { recursive: true })
    writeFileSync(module, code)
  }
  const compilerOptions = {
    paths: Object.fromEntries(globSync('packages/*/package.json', { cwd: root }).flatMap(entryPoints)),
    typeRoots: [join(root, 'node_modules/@types')],
    noUnusedLocals: false,
  }
  const config = { extends: join(root, 'tsconfig.base.json'), compilerOptions, include: ['**/*.mts'] }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
  return examples.length
}

const folder = mkdtempSync(join(tmpdir(), 'inkling-examples-'))
try {
  const count = writeProject(folder)
  const tsc = join(root, 'node_modules/.bin/tsc')
  const { status, stdout } = spawnSync(tsc, ['-p', '.', '--pretty', 'false'], { cwd: folder, encoding: 'utf8' })
  // "README.md.14.mts(16,3): error …" becomes "README.md:16:3: error …".
  process.stdout.write(stdout.replace(/\.md\.\d+\.mts\((\d+),(\d+)\)/g, '.md:$1:$2'))
  if (status === 0) console.log(`${count} examples in Markdown files compile.`)
  process.exitCode = status ?? 1
} finally {
  rmSync(folder, { recursive: true })
}
