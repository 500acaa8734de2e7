import { install, planInstall } from '@inkling/local'

/** Before any test: what the tests run on and is not yet on this machine, once for all projects of the runner. */
const plan = await planInstall(['postgres', 'redis', 'chromium'])
if (plan) await install(plan, console.log)
