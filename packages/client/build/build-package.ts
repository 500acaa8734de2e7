import { execFile } from 'node:child_process'
import { cp, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { renderApi, renderRoutes } from './render-api.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const tsc = fileURLToPath(new URL('bin/tsc', import.meta.resolve('typescript/package.json')))

/** Not below node_modules, where the temporary folder of pnpm is: the compiler would take the files for another's. */
const sources = join(root, '.inkling/sources')

/* Builds JavaScript and declarations that import nothing, from the sources with a rendered contract in them. */
await mkdir(sources, { recursive: true })
try {
  await cp(join(root, 'src'), sources, { recursive: true, filter: (path) => !path.endsWith('.test.ts') })
  await writeFile(join(sources, 'api.ts'), await renderApi())
  await writeFile(join(sources, 'routes.ts'), renderRoutes())
  await writeFile(join(sources, 'package.json'), '{ "type": "module" }')
  await rm(join(root, 'dist/package'), { recursive: true, force: true })
  await compile()
} finally {
  await rm(sources, { recursive: true })
}

async function compile(): Promise<void> {
  const options = {
    extends: join(root, '../../tsconfig.base.json'),
    compilerOptions: {
      target: 'es2022',
      lib: ['es2024', 'dom', 'dom.iterable'],
      types: [],
      rootDir: '.',
      outDir: join(root, 'dist/package'),
      noEmit: false,
      declaration: true,
      rewriteRelativeImportExtensions: true,
    },
    files: ['index.ts', 'browser/index.ts'],
  }
  await writeFile(join(sources, 'tsconfig.json'), JSON.stringify(options))
  await promisify(execFile)(process.execPath, [tsc, '-p', sources]).catch(({ stdout, message }) => {
    throw new Error(stdout || message)
  })
}
