import { expect, it } from 'vitest'
import { decodedUrl, probeIn } from './probes.ts'

it.each([
  ['/api/v1/search?q=1%27%20OR%20%271%27=%271', 'sql'],
  ['/api/v1/search?q=1+UNION+SELECT+password', 'sql'],
  ['/api/v1/items/%3Cscript%3Ealert(1)', 'script'],
  ['/api/v1/items/..%2f..%2fetc%2fpasswd', 'traversal'],
  ['/.env', 'traversal'],
  ['/?x=$%7Bjndi:ldap://a%7D', 'template'],
  ['/wp-login.php', 'object'],
  ['/?q=%c0%ae%27; DROP TABLE items', 'sql'],
])('%s looks for a hole: %s', (url, kind) => {
  expect(probeIn(decodedUrl(url).toLowerCase())).toBe(kind)
})

it.each([
  '/api/v1/search?q=union+of+select+committees',
  '/api/v1/items/queues%2Fdead-letters',
  '/api/v1/search?q=it%27s+a+script+for+the+shell&filter=price+%3C+20',
  '/api/v1/users/o%27brien',
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36',
])('%s is ordinary', (url) => {
  expect(probeIn(decodedUrl(url).toLowerCase())).toBeUndefined()
})
