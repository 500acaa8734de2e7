import type { SecurityAction, SecurityNetwork, SecurityRule } from '@inkling/contracts'
import { inNetwork } from '@inkling/service-kit'
import { LRUCache } from 'lru-cache'
import { compileGlob, compileSearch, type Glob } from './glob.ts'

type StoredRule = Omit<SecurityRule, 'matches'>

/** The parts of a request that rules look at; texts in lower case. */
export interface Examined {
  readonly method: string
  /** Without the query. */
  readonly path: string
  /** Path and query without escapes, cut. */
  readonly decodedUrl: string
  readonly header: (name: string) => string | undefined
}

export interface CompiledRule {
  readonly id: string
  readonly action: SecurityAction
  readonly isDryRun: boolean
  readonly endsAtMs: number
  /** Whether it must see the body, too. */
  readonly bodyFits: Glob | undefined
  readonly fits: (request: Examined) => boolean
}

export interface CompiledPolicy {
  readonly rules: readonly CompiledRule[]
  /** The id of the denied network that holds an address, `allowed` if an allowed one does, else undefined. */
  standingOf(address: string): { readonly isAllowed: boolean; readonly id: string } | undefined
}

export const noPolicy: CompiledPolicy = { rules: [], standingOf: () => undefined }

/** The addresses whose networks are remembered. */
const mostKnown = 20_000

/** Makes rules and networks quick to compare. Those that end must be left out once they have. */
export function compilePolicy(rules: readonly StoredRule[], networks: readonly SecurityNetwork[]): CompiledPolicy {
  const compiled = networks.map(compileNetwork)
  // A list of Node is gone through from its beginning to its end.
  const known = new LRUCache<string, typeof compiled>({ max: mostKnown })
  const networksOf = (address: string) => {
    const found = known.get(address) ?? compiled.filter(({ holds }) => holds(address))
    known.set(address, found)
    return found
  }
  return {
    rules: rules.map(compileRule),
    standingOf(address) {
      if (compiled.length === 0) return undefined
      const of = networksOf(address)
      if (of.length === 0) return undefined
      const nowMs = Date.now()
      const found = of.filter(({ endsAtMs }) => endsAtMs > nowMs)
      return found.find(({ isAllowed }) => isAllowed) ?? found[0]
    },
  }
}

const endOf = (time: string | undefined) => (time === undefined ? Number.POSITIVE_INFINITY : Date.parse(time))

function compileNetwork({ id, network, action, expiresAt }: SecurityNetwork) {
  return { id, holds: inNetwork(network) ?? (() => false), isAllowed: action === 'allow', endsAtMs: endOf(expiresAt) }
}

function compileRule(rule: StoredRule): CompiledRule {
  const { id, action, dryRun, expiresAt, bodyPattern } = rule
  const conditions = conditionsOf(rule)
  return {
    ...{ id, action, isDryRun: dryRun, endsAtMs: endOf(expiresAt) },
    bodyFits: bodyPattern === undefined ? undefined : compileSearch(bodyPattern),
    fits: (request) => conditions.every((condition) => condition(request)),
  }
}

function conditionsOf({ methods, path, header, minBodyBytes, pattern }: StoredRule): CompiledRule['fits'][] {
  const conditions: CompiledRule['fits'][] = []
  if (methods) conditions.push(({ method }) => (methods as readonly string[]).includes(method))
  if (path !== undefined) {
    const fits = compileGlob(path)
    conditions.push((request) => fits(request.path))
  }
  if (header) conditions.push(headerCondition(header))
  if (minBodyBytes !== undefined)
    conditions.push(({ header: sent }) => Number(sent('content-length') ?? 0) >= minBodyBytes)
  if (pattern !== undefined) {
    const fits = compileSearch(pattern)
    conditions.push(({ decodedUrl }) => fits(decodedUrl))
  }
  return conditions
}

function headerCondition({ name, value }: NonNullable<StoredRule['header']>): CompiledRule['fits'] {
  const lower = name.toLowerCase()
  const fits = value === undefined ? () => true : compileGlob(value)
  return (request) => {
    const sent = request.header(lower)
    return sent !== undefined && fits(sent)
  }
}
