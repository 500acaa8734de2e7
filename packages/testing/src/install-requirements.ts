import { install, planInstall } from '@inkling/local'

/** Installs the servers that the tests need and this machine does not have, before the first test. */
const plan = await planInstall(['postgres', 'redis', 'chromium', 'prometheus', 'pgbackrest'])
if (plan) await install(plan, console.log)
