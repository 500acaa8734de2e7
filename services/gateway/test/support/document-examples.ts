interface Operation {
  readonly operationId: string
  readonly tags: readonly string[]
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly example?: unknown }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly example?: unknown }>> }
  readonly responses: object
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

/** Things are written before they are read, outer ones first, and deleted at the end. */
const order = ['put', 'post', 'patch', 'get', 'delete']

/** The requests that the documentation shows: one per operation and media type of its body. */
export function examplesOf({ paths }: Document) {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, ...operation })),
  )
  return operations
    .toSorted((a, b) => order.indexOf(a.method) - order.indexOf(b.method) || a.path.length - b.path.length)
    .flatMap(({ path, method, operationId: id, tags, parameters = [], requestBody, responses }) =>
      Object.entries(requestBody?.content ?? { none: { example: undefined } }).map(([mediaType, { example }]) => ({
        id,
        method: method.toUpperCase(),
        path: addressOf(path, parameters),
        mediaType,
        body: typeof example === 'string' || example === undefined ? example : JSON.stringify(example),
        tags,
        statuses: Object.keys(responses),
      })),
    )
}

function addressOf(path: string, parameters: NonNullable<Operation['parameters']>): string {
  const given = parameters.filter(({ example }) => example !== undefined)
  const inQuery = given.filter((parameter) => parameter.in === 'query')
  const query = new URLSearchParams(inQuery.map(({ name, example }): [string, string] => [name, String(example)]))
  const filled = path.replace(/\{(\w+)\}/g, (_, name) =>
    encodeURIComponent(String(given.find((parameter) => parameter.name === name)?.example)),
  )
  return query.size > 0 ? `${filled}?${query}` : filled
}
