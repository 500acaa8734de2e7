import type { SecurityAction } from '@inkling/contracts'
import type { FastifyRequest } from 'fastify'
import type { CompiledPolicy, CompiledRule, Examined } from './compiled-policy.ts'
import { isStronger } from './kinds.ts'
import { decodedUrl } from './probes.ts'
import type { SecurityLog } from './security-log.ts'

export interface RuleCheckParts {
  readonly policy: () => CompiledPolicy
  readonly log: Pick<SecurityLog, 'add'>
}

export interface RuleVerdict {
  /** The strongest action of the rules that fit. */
  readonly action: SecurityAction | undefined
  /** The rules that fit so far, and have yet to see the body. */
  readonly waiting: readonly CompiledRule[]
}

const nothing: RuleVerdict = { action: undefined, waiting: [] }

/** Compares requests with the rules that operators wrote, and records each rule that fits. */
export class RuleCheck {
  readonly #parts: RuleCheckParts

  constructor(parts: RuleCheckParts) {
    this.#parts = parts
  }

  /** @param decoded the URL, decoded, in lower case */
  beforeBody(request: FastifyRequest, decoded: string, source: string): RuleVerdict {
    const { rules } = this.#parts.policy()
    if (rules.length === 0) return nothing
    const examined = examinedOf(request, decoded)
    const nowMs = Date.now()
    const fitting = rules.filter((rule) => rule.endsAtMs > nowMs && rule.fits(examined))
    if (fitting.length === 0) return nothing
    const complete = fitting.filter(({ bodyFits }) => !bodyFits)
    return { action: this.#follow(complete, source), waiting: fitting.filter(({ bodyFits }) => bodyFits) }
  }

  /** The strongest action of those that waited for the body. */
  withBody(waiting: readonly CompiledRule[], body: string, source: string): SecurityAction | undefined {
    const text = body.toLowerCase()
    return this.#follow(
      waiting.filter(({ bodyFits }) => bodyFits?.(text)),
      source,
    )
  }

  /** Records what rules do or would do, and returns the strongest action. */
  #follow(rules: readonly CompiledRule[], source: string): SecurityAction | undefined {
    let strongest: SecurityAction | undefined
    for (const { id, action, isDryRun } of rules) {
      const finding = { source, kind: 'rule', action, rule: id, reason: `rule ${id}` } as const
      this.#parts.log.add({ ...finding, isDryRun, score: 0 })
      if (!isDryRun && (!strongest || isStronger(action, strongest))) strongest = action
    }
    return strongest
  }
}

/** Headers that rules look at are put into lower case once. */
function examinedOf({ method, url, headers }: FastifyRequest, decoded: string): Examined {
  const [path = ''] = url.split('?', 1)
  const lowered = new Map<string, string | undefined>()
  const lower = (name: string) => {
    const sent = headers[name]
    const text = (Array.isArray(sent) ? sent.join(', ') : sent)?.toLowerCase()
    lowered.set(name, text)
    return text
  }
  return {
    ...{ method, path: decodedUrl(path).toLowerCase(), decodedUrl: decoded },
    header: (name) => (lowered.has(name) ? lowered.get(name) : lower(name)),
  }
}
