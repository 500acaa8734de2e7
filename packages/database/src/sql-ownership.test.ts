import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const filesOf = (pattern: string): string[] =>
  globSync(pattern, { cwd: root, exclude: (path) => path.includes('node_modules') })
const textOf = (file: string): string => readFileSync(`${root}${file}`, 'utf8')

/** Every table, sequence and function of our schemas, such as `catalog.items`, as the migrations create them. */
const objects = new Set(
  filesOf('infra/postgres/migrations/*.sql').flatMap((file) =>
    [...textOf(file).matchAll(/create (?:or replace )?(?:table|sequence|function|view) (?:if not exists )?(\w+\.\w+)/g)]
      .map(([, name]) => name ?? '')
      .filter((name) => name !== ''),
  ),
)
const schemas = new Set([...objects].map((name) => name.split('.')[0] ?? ''))
const qualifiedName = new RegExp(String.raw`(?<![\w./])(?:${[...schemas].join('|')})\.\w+`, 'g')

/** Schemas that a file names although they belong to another folder. */
function foreignSchemas(file: string): string[] {
  const named = [...textOf(file).matchAll(qualifiedName)].map(([name]) => name).filter((name) => objects.has(name))
  const found = new Set(named.map((name) => name.split('.')[0] ?? ''))
  return [...found].filter((schema) => !file.startsWith(`packages/database/src/${schema}/`))
}

/**
 * Temporary: files whose SQL is not in packages/database yet. A file that is converted leaves this list, which the last
 * test checks; the list must end empty.
 */
const notConvertedYet = ['infra/local/src/database/bootstrap.ts']

/** Game days and benchmarks are tests, too: they look into Postgres from outside, and fill it. */
const isTest = (file: string): boolean => file.endsWith('.test.ts') || /\/test\/|^load\/(chaos|src)\//.test(file)
const offenders = filesOf('{services,packages,infra,load}/**/*.ts')
  .filter((file) => !isTest(file))
  .map((file) => ({ file, schemas: foreignSchemas(file) }))
  .filter((each) => each.schemas.length > 0)

it('finds the schemas and their tables in the migrations', () => {
  expect([...schemas].toSorted()).toEqual(['behaviour', 'catalog', 'control', 'learning', 'operations'])
  expect(objects).toContain('catalog.items')
})

it('names a schema in SQL only in the schema’s own folder of packages/database', () => {
  expect(offenders.filter(({ file }) => !notConvertedYet.includes(file))).toEqual([])
})

it('lists no file as not converted yet that names only its own schema', () => {
  expect(notConvertedYet.filter((listed) => !offenders.some(({ file }) => file === listed))).toEqual([])
})
