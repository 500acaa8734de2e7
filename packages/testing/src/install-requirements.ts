import { install, planInstall } from '@inkling/local'

/** Installs the servers that the tests need and this machine does not have, before the first test. */
const needed = [
  'postgres',
  'redis',
  'chromium',
  'prometheus',
  'pgbackrest',
  'hypopg',
  'nginx',
  'pgbouncer',
  'varnish',
] as const
// An extension is planned once its Postgres is there.
for (let plan = await planInstall(needed); plan; plan = await planInstall(needed)) await install(plan, console.log)
