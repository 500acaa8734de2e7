/**
 * Writes sbom.json: what is inside Inkling when it runs, as CycloneDX. Fails if a component has no licence, or one that
 * is not allowed.
 *
 *   pnpm run sbom
 */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Component, refusedLicences } from './refused-licences.ts'

const file = 'sbom.json'
process.chdir(fileURLToPath(new URL('../../..', import.meta.url)))
execFileSync('pnpm', ['sbom', '--prod', '--sbom-format', 'cyclonedx', '--out', file], {
  stdio: ['ignore', 'ignore', 'inherit'],
})
const { components } = JSON.parse(readFileSync(file, 'utf8')) as { components: readonly Component[] }
const refused = refusedLicences(components)
console.log(`${file}: ${components.length} components`)
for (const line of refused) console.error(line)
if (refused.length > 0) process.exitCode = 1
