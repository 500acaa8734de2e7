import { inNetwork } from '@inkling/service-kit'
import { compilePolicy } from '../../../services/gateway/src/threats/compiled-policy.ts'
import { compileGlob, compileSearch } from '../../../services/gateway/src/threats/glob.ts'
import { decodedUrl, probeIn } from '../../../services/gateway/src/threats/probes.ts'
import type { HostileParser } from './judge-parser.ts'
import { never } from './refusals.ts'

const address = '203.0.113.9'
const mostOfPattern = 200
/** So much of a URL and of a body is compared with patterns. */
const mostCompared = 8_192
const rule = ({ path, pattern }: { path: string; pattern: string }) => ({
  ...({ id: 'r', action: 'block', dryRun: false, updatedAt: '' } as const),
  methods: ['GET' as const],
  ...{ path, pattern, bodyPattern: pattern, header: { name: 'user-agent', value: pattern } },
})

/** A pattern, a line end, and the text that is compared with it. */
function compare(text: string): void {
  const end = text.indexOf('\n')
  const pattern = text.slice(0, Math.min(mostOfPattern, end < 0 ? text.length : end))
  const compared = text.slice(end + 1, end + 1 + mostCompared).toLowerCase()
  compileGlob(pattern)(compared)
  compileSearch(pattern)(compared)
  const { rules } = compilePolicy([rule({ path: '*', pattern })], [])
  for (const { fits, bodyFits } of rules) {
    fits({ method: 'GET', path: compared, decodedUrl: compared, header: () => compared })
    bodyFits?.(compared)
  }
}

/** Rules and networks that operators write, and what they are compared with. */
export const ruleParsers: readonly HostileParser[] = [
  {
    ...{ name: 'pattern of a rule', mostCharacters: mostOfPattern + mostCompared, refuses: never },
    samples: ['/api/*/items*ab*b\n/api/v1/items/abababab', '*a*a*a*b\naaaaaaaaaaaaaaaaaaaaaaaa'],
    parse: compare,
  },
  {
    ...{ name: 'network', mostCharacters: 200, refuses: never },
    samples: ['203.0.113.0/24', '2001:db8::/32', '::ffff:192.0.2.1', '10.0.0.1'],
    parse: (text) => inNetwork(text)?.(address),
  },
  {
    ...{ name: 'address in a network', mostCharacters: 200, refuses: never },
    samples: ['203.0.113.9', '2001:db8::9', 'fe80::1%eth0', '::ffff:203.0.113.9'],
    parse: (text) => [inNetwork('203.0.113.0/24')?.(text), inNetwork('2001:db8::/32')?.(text)],
  },
  {
    ...{ name: 'URL with probes', mostCharacters: mostCompared, refuses: never },
    samples: ["/api/v1/items?q=%27%20or%20'1'%3D'1&x=%3Cscript", '/..%2f..%2fetc/passwd', '/?a=+union+select+%E2%82'],
    parse: (text) => probeIn(decodedUrl(text).toLowerCase()),
  },
]
