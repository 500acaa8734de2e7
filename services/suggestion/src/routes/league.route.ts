import { type ChallengerBody, calls, type League, type LeagueQuery } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import { audit, type Caller, implement } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'

export interface LeagueOptions {
  readonly league: {
    read(caller: Caller, query: LeagueQuery): Promise<League>
    /** @throws InklingError validation_failed, conflict */
    put(caller: Caller, name: string, body: ChallengerBody): Promise<{ isNew: boolean; league: League }>
    /** @returns whether there was one */
    remove(caller: Caller, name: string, query: LeagueQuery): Promise<boolean>
  }
}

export async function leagueRoute(app: FastifyInstance, { league }: LeagueOptions): Promise<void> {
  implement(app, calls.getLeague, ({ query, ...caller }) => league.read(caller, query))

  implement(app, calls.putChallenger, async ({ params: { name }, body, reply, ...caller }) => {
    const { isNew, league: table } = await league.put(caller, name, body)
    audit(caller, 'challenger entered', { challenger: name, of: body.of, scenario: body.scenario })
    reply.status(isNew ? 201 : 200)
    return table
  })

  implement(app, calls.deleteChallenger, async ({ params: { name }, query, reply, ...caller }) => {
    if (!(await league.remove(caller, name, query)))
      throw new InklingError('not_found', `There is no challenger ${name} in this league`)
    audit(caller, 'challenger deleted', { challenger: name, ...query })
    reply.status(204)
    return undefined
  })
}
