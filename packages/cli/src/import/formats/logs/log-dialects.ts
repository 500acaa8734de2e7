import type { LogDialect } from './access-line.ts'
import { combined } from './combined.ts'
import { haproxy } from './haproxy.ts'
import { jsonLogs } from './json-log.ts'
import { loadBalancer } from './load-balancer.ts'
import { w3cExtended } from './w3c-extended.ts'

/** The kinds of web server logs that Inkling reads, the special ones first. */
export const logDialects: readonly LogDialect[] = [w3cExtended, loadBalancer, haproxy, ...jsonLogs, combined]
