import { randomSecret } from '../secrets/random-secret.ts'
import { type ServiceName, serviceNames } from '../services/service-names.ts'

export type Passwords = Readonly<Record<ServiceName, string>>

/** A new password for the role of every service. */
export function newPasswords(): Passwords {
  return Object.fromEntries(serviceNames.map((service) => [service, randomSecret()])) as Passwords
}
