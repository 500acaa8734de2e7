import './two-gateways/revocation.ts'
import './two-gateways/quotas.ts'
import './two-gateways/caching.ts'
import './two-gateways/threats.ts'
