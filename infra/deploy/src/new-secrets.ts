/** Prints new secrets of an installation, as lines of an environment file: for compose and Kubernetes. */
import { newPasswords } from '@inkling/local'
import { newSecrets, passwordSettings } from './secrets.ts'

const settings = { ...newSecrets(), ...passwordSettings(newPasswords()) }
for (const [name, value] of Object.entries(settings)) console.log(`${name}=${value}`)
