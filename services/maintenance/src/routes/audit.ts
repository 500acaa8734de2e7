export { audit } from '@inkling/service-kit'
