import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { numbersIn, type Repository, unprovenControls } from './unproven-controls.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const readText = (path: string) => readFileSync(root + path, 'utf8')
const metrics = readText('packages/telemetry/METRICS.md').matchAll(/`(inkling_\w+)`/g)
const repository: Repository = {
  read: (path) => (existsSync(root + path) ? readText(path) : undefined),
  metrics: new Set([...metrics].map(([, name = '']) => name)),
  commands: new Set(Object.keys(JSON.parse(readText('package.json')).scripts)),
}
const map = 'infra/compliance/README.md'

it('every test, metric and command that the map of controls names exists', () => {
  expect(unprovenControls(map, readText(map), repository)).toEqual([])
})

it('the map says of each control of Annex A of ISO 27001:2022, once, what proves it or that software does not', () => {
  const sizes = { 5: 37, 6: 8, 7: 14, 8: 34 }
  const all = Object.entries(sizes).flatMap(([part, size]) =>
    Array.from({ length: size }, (_, n) => `A.${part}.${n + 1}`),
  )
  expect(numbersIn(readText(map)).toSorted()).toEqual(all.toSorted())
})

const tea = "it('tea is hot', () => {})\nit.each(cups)(\n  'cup %s is someone\\'s', () => {})"
const known: Repository = {
  read: (path) => (path === 'shop/tea.test.ts' ? tea : undefined),
  metrics: new Set(['inkling_cups_total']),
  commands: new Set(['bench:tea']),
}
const check = (proof: string) =>
  unprovenControls('docs/map.md', `| Control | Proof |\n|---|---|\n| a | ${proof} |`, known)

it('unprovenControls accepts titles, metrics and commands that exist', () => {
  const tests = `[tea](../shop/tea.test.ts) "tea is hot", [tea](../shop/tea.test.ts) "cup %s is someone's"`
  expect(check(`${tests}, \`inkling_cups_total\`, \`pnpm bench:tea --hot\``)).toEqual([])
})

it.each([
  ['', 'name a test, a metric or a command that proves it'],
  ['it works', 'name a test, a metric or a command that proves it'],
  ['[tea](../shop/tea.test.ts) "tea is cold"', 'shop/tea.test.ts has no test "tea is cold"'],
  ['[tea](../shop/tea.test.ts) "is hot"', 'shop/tea.test.ts has no test "is hot"'],
  ['[tea](../shop/tea.test.ts)', 'name the title of a test of shop/tea.test.ts'],
  ['[tea](../shop/milk.test.ts) "tea is hot"', 'there is no file shop/milk.test.ts'],
  ['`inkling_pots_total`', 'there is no metric inkling_pots_total'],
  ['`pnpm bench:milk`', 'there is no command pnpm bench:milk'],
])('unprovenControls reports the proof %j', (proof, fault) => {
  expect(check(proof)).toEqual([`3: ${fault}`])
})
