/** Prints new secrets of an installation, as lines of an environment file: for compose and Kubernetes. */
import { newSecrets } from './secrets.ts'

for (const [name, value] of Object.entries(newSecrets())) console.log(`${name}=${value}`)
