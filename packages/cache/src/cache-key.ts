/** Stands in place of a tenant for data that belongs to none. */
export const platform: unique symbol = Symbol('platform')
export type Owner = string | typeof platform

/**
 * The key of a value: its tenant, and its name within the tenant. Only {@link keyOf} makes one, so that no key lacks
 * its tenant.
 */
export class CacheKey {
  /** Makes the type differ from every other one with the same fields. */
  declare protected readonly made: never
  readonly owner: Owner
  /** Empty for the platform. */
  readonly ownerText: string
  readonly id: string

  private constructor(owner: Owner, id: string) {
    this.owner = owner
    this.ownerText = ownerText(owner)
    this.id = id
  }

  /** The whole key, in a form that no other key has. */
  get text(): string {
    return `${this.ownerText}/${this.id}`
  }

  static of(owner: Owner, parts: readonly (string | number)[]): CacheKey {
    return new CacheKey(owner, parts.length === 1 ? escaped(parts[0] as string | number) : parts.map(escaped).join('/'))
  }

  /** The owner, if it is a tenant; empty for the platform. */
  get tenantId(): string {
    return this.owner === platform ? '' : this.owner
  }

  /** The key with this text. */
  static parse(this: void, text: string | Buffer): CacheKey {
    const [ownerText = '', ...id] = text.toString().split('/')
    return CacheKey.restored(ownerText, id.join('/'))
  }

  /** The key with these texts, escaped as they are in {@link text}. */
  static restored(ownerText: string, id: string): CacheKey {
    return new CacheKey(ownerText === '' ? platform : decodeURIComponent(ownerText), id)
  }

  /** What the key was made of, as texts. */
  get parts(): string[] {
    return this.id.split('/').map(decodeURIComponent)
  }
}

/**
 * The key of a tenant's value. Different parts never make the same key.
 * @throws RangeError if the tenant's id is empty
 */
export const keyOf = (owner: Owner, ...parts: readonly [string | number, ...(string | number)[]]): CacheKey =>
  CacheKey.of(owner, parts)

/** A tag of one owner; the tags of two owners never meet. A tag holds no line break. */
export const tagText = (owner: Owner, tag: string): string => `${ownerText(owner)}/${escaped(tag)}`

/** The tag that every value of the owner has. */
export const ownerTag = (owner: string): string => `${owner}/`

function ownerText(owner: Owner): string {
  if (owner === platform) return ''
  if (owner === '') throw new RangeError('The key of a cached value needs the id of its tenant, got an empty one')
  return escaped(owner)
}

const special = /[%/\n]/
const escaped = (part: string | number): string => {
  const text = String(part)
  return special.test(text) ? text.replace(/[%/\n]/g, (character) => encodeURIComponent(character)) : text
}
