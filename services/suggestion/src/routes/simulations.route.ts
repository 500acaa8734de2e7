import { calls, type Simulation, type SimulationRequest } from '@inkling/contracts'
import { type Caller, implement } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'

export interface SimulationsOptions {
  /** @throws InklingError validation_failed for an unknown scenario */
  readonly simulate: (caller: Caller, request: SimulationRequest) => Promise<Simulation>
}

export async function simulationsRoute(app: FastifyInstance, { simulate }: SimulationsOptions): Promise<void> {
  implement(app, calls.simulate, ({ body, ...caller }) => simulate(caller, body))
}
