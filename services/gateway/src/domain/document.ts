import { apiDescription, examples, tags } from '@inkling/contracts'
import { standardSchemas } from './standard-schemas.ts'

/** What the OpenAPI document says beside its calls. */
export const about = {
  openapi: '3.1.0',
  info: {
    title: 'Inkling',
    description: apiDescription,
    version: '1.0.0',
    license: { name: 'Apache 2.0', identifier: 'Apache-2.0' },
  },
  servers: [{ url: '/', description: 'The gateway that serves this document' }],
  tags: Object.entries(tags).map(([name, { description }]) => ({ name, description })),
  'x-tagGroups': [
    { name: 'Application', tags: Object.keys(tags).filter((name) => name !== 'Administration') },
    { name: 'Operator', tags: ['Administration'] },
  ],
  components: {
    securitySchemes: { apiKey: { type: 'http' as const, scheme: 'bearer', description: 'A key, ink_…' } },
  },
}

interface Operation {
  readonly operationId: string
  readonly parameters?: { readonly name: string; readonly in: 'path' | 'query' | 'header' }[]
  readonly requestBody?: {
    required?: boolean
    readonly content: Record<string, object>
  }
}
type Example = Partial<Record<'params' | 'query', Readonly<Record<string, unknown>>>> & { readonly body?: unknown }

/** Finishes a generated document: with standard schemas, and with the example of each call. */
export function finishDocument(generated: object): object {
  const document = standardSchemas(generated) as { readonly paths: Record<string, Record<string, Operation>> }
  for (const operation of Object.values(document.paths).flatMap((methods) => Object.values(methods)))
    addExample(operation, (examples as Readonly<Record<string, Example>>)[operation.operationId] ?? {})
  return document
}

function addExample({ parameters = [], requestBody }: Operation, { params, query, body }: Example): void {
  const values = { path: params, query, header: undefined as Example['query'] }
  for (const parameter of parameters) {
    const example = values[parameter.in]?.[parameter.name]
    // The document may have one example or several.
    if (example !== undefined) Object.assign(parameter, { example, examples: undefined })
  }
  if (!requestBody) return
  requestBody.required = true
  for (const [mediaType, content] of Object.entries(requestBody.content))
    Object.assign(
      content,
      mediaType.endsWith('x-ndjson') ? { schema: lines, example: linesOf(body) } : { example: body },
    )
}

const lines = { type: 'string', pattern: '\\S', description: 'One JSON object per line, each as in application/json' }
const linesOf = (body: unknown) =>
  [body]
    .flat()
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('')
