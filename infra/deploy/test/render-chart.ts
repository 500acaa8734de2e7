import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { temporaryFolder } from '@inkling/testing'
import { execa } from 'execa'
import { parseAllDocuments } from 'yaml'

const kubernetes = fileURLToPath(new URL('../../kubernetes/', import.meta.url))
const library = fileURLToPath(new URL('../node_modules/.cache/python', import.meta.url))
const packages = ['helm-python-sdk==0.2.2', 'kubernetes-validate==1.37.0']
const python = (...args: string[]) => execa('python3', args, { env: { PYTHONPATH: library } })

interface Container {
  readonly name: string
  readonly args: readonly string[]
  readonly env: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: object }[]
  readonly resources: object
  readonly securityContext: object
  readonly livenessProbe?: object
  readonly readinessProbe?: object
  readonly startupProbe?: object
}

interface PodTemplate {
  readonly metadata: { readonly labels: Readonly<Record<string, string>> }
  readonly spec: {
    readonly securityContext: object
    readonly containers: readonly Container[]
    readonly topologySpreadConstraints?: readonly object[]
  }
}

export interface Manifest {
  readonly kind: string
  readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> }
  readonly spec: {
    readonly replicas?: number
    readonly template: PodTemplate
    readonly selector: { readonly matchLabels: Readonly<Record<string, string>> }
    readonly [key: string]: unknown
  }
}

/** Renders the chart by Helm's engine, whose Python package is installed at the first time. */
export async function renderChart(values: object = {}): Promise<Manifest[]> {
  if (!existsSync(library)) await execa('python3', ['-m', 'pip', 'install', '-q', '--target', library, ...packages])
  const { stdout } = await python(join(kubernetes, 'render.py'), join(kubernetes, 'inkling'), JSON.stringify(values))
  return parseAllDocuments(stdout).flatMap((document) => document.toJS() ?? [])
}

/** Checks manifests with the schemas of a version of Kubernetes. @throws Error that says what does not fit */
export async function validate(manifests: readonly Manifest[], version: string): Promise<void> {
  const file = join(await temporaryFolder(), 'manifests.yaml')
  await writeFile(file, manifests.map((manifest) => JSON.stringify(manifest)).join('\n---\n'))
  await python('-m', 'kubernetes_validate', '--strict', '--quiet', '-k', version, file)
}
