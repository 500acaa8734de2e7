import './two-gateways/revocation.ts'
import './two-gateways/quotas.ts'
import './two-gateways/caching.ts'
