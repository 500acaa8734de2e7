/** Tags of a contract with the parameters of a request: `items/:id` becomes `items/tea`. */
export const tagsOf = (tags: readonly string[], params: Readonly<Record<string, string>>): string[] =>
  tags.map((tag) => tag.replace(/:(\w+)/g, (_, name: string) => params[name] ?? ''))

/** Names for a content delivery network: the tenant, and each tag of it, such as `shop/items/tea`. */
export const surrogateKeys = (tenantId: string, tags: readonly string[]): string[] =>
  [tenantId, ...tags.map((tag) => `${tenantId}/${tag}`)].map((key) => encodeURIComponent(key).replaceAll('%2F', '/'))
