import { type Kind, kindNames } from '../../src/mix/kinds.ts'
import type { Begun, GameDay } from '../game-day.ts'
import type { Stage } from '../stage.ts'
import { startTraining, succeeds } from './trainings.ts'

/** The calls that need a service. All others go on without it, suggestions degraded. */
const needs = {
  prediction: ['predictions', 'events'],
  suggestion: ['suggestions', 'learning'],
  search: ['searches'],
  maintenance: ['runs'],
  worker: [],
} as const satisfies Readonly<Record<string, readonly Kind[]>>

type Service = keyof typeof needs

/** Less than two calls a second go to maintenance: the two that open the circuit and the trials are half of them. */
const lessOfRare = 0.2

interface FaultOfService {
  readonly kind: string
  readonly fault: (service: Service) => string
  readonly seconds: number
  readonly isInstant?: boolean
  readonly begin: (stage: Stage, service: Service) => Begun
  /** The least goodput of the calls that need the service, of suggestions, and of all other calls. */
  readonly least: { readonly own: number; readonly suggestions: number; readonly others: number }
  readonly recoverySeconds: number
  readonly quickRefusals?: number
  /** What the gateway logs of the service, after its name. */
  readonly logged: string
}

const faults: readonly FaultOfService[] = [
  {
    kind: 'killed',
    fault: (service) => `The process of ${service} is killed (SIGKILL) and started again by its supervisor`,
    seconds: 8,
    isInstant: true,
    begin({ stack }, service) {
      stack.services[service].kill('SIGKILL')
      return { end() {} }
    },
    least: { own: 0.25, suggestions: 0.9, others: 0.95 },
    recoverySeconds: 6,
    quickRefusals: 0.9,
    logged: 'unavailable',
  },
  {
    kind: 'hung',
    fault: (service) => `The process of ${service} is paused (SIGSTOP)`,
    seconds: 12,
    begin({ stack }, service) {
      stack.services[service].kill('SIGSTOP')
      return { end: () => stack.services[service].kill('SIGCONT') }
    },
    least: { own: 0, suggestions: 0.75, others: 0.9 },
    // An open circuit is tried every 5 s at least, and closes after three trials.
    recoverySeconds: 7,
    quickRefusals: 0.6,
    logged: 'unavailable: circuit open',
  },
  {
    kind: 'slow',
    fault: (service) =>
      service === 'worker'
        ? 'The process of worker is paused for four fifths of every second'
        : `Answers of ${service} come 1,500 ms later, give or take 500 ms`,
    seconds: 12,
    begin: ({ stack, links }, service) =>
      service === 'worker' ? slowed(stack.services.worker) : delayed(links[service], 1_500, 500),
    least: { own: 0, suggestions: 0.7, others: 0.9 },
    recoverySeconds: 7,
    logged: 'unavailable',
  },
  {
    kind: 'flapping',
    fault: (service) => `The process of ${service} is killed (SIGKILL) every three seconds`,
    seconds: 12,
    begin({ stack }, service) {
      stack.services[service].kill('SIGKILL')
      const killing = setInterval(() => stack.services[service].kill('SIGKILL'), 3_000)
      return {
        end() {
          clearInterval(killing)
          return stack.services[service].ready()
        },
      }
    },
    least: { own: 0, suggestions: 0.8, others: 0.9 },
    recoverySeconds: 8,
    quickRefusals: 0.9,
    logged: 'unavailable',
  },
]

function delayed(link: Stage['links']['search'], delayMs: number, jitterMs: number): Begun {
  link.delay(delayMs, jitterMs)
  return { end: () => link.mend() }
}

function slowed(service: Stage['stack']['services']['worker']): Begun {
  const pause = () => {
    service.kill('SIGSTOP')
    setTimeout(() => service.kill('SIGCONT'), 800)
  }
  const pausing = setInterval(pause, 1_000)
  return {
    end() {
      clearInterval(pausing)
      service.kill('SIGCONT')
    },
  }
}

/** One game day for each service and each kind of fault. */
const daysOfServices: readonly GameDay[] = (Object.keys(needs) as Service[]).flatMap((service) =>
  faults.map((fault) => gameDay(service, fault)),
)

const oneReplicaOfTwo: GameDay = {
  name: 'one-replica-of-two-hung',
  fault: 'One of two replicas of prediction accepts requests and answers none',
  hasReplica: true,
  seconds: 15,
  async begin({ replica }) {
    replica?.stall()
    return { end: () => replica?.mend() }
  },
  holds: {
    goodput: { events: 0.75, predictions: 0.8, suggestions: 0.75, searches: 0.9, runs: 0.95, learning: 0.95 },
    recoverySeconds: 5,
  },
}

export const serviceDays: readonly GameDay[] = [...daysOfServices, oneReplicaOfTwo]

/** No client sees what the worker does, but for the runs that it asks for. */
async function trains(stage: Stage) {
  const { client, id } = await startTraining(stage)
  return succeeds(client, id, 60)
}

function gameDay(service: Service, { kind, fault, seconds, begin, least, logged, ...rest }: FaultOfService): GameDay {
  const { recoverySeconds, quickRefusals, isInstant = false } = rest
  const own: readonly Kind[] = needs[service]
  const leastOf = (call: Kind) =>
    own.includes(call) ? least.own : call === 'suggestions' ? least.suggestions : least.others
  return {
    name: `${service}-${kind}`,
    fault: fault(service),
    seconds,
    isInstant,
    begin: async (stage) => {
      const begun = await begin(stage, service)
      return service === 'worker' ? { ...begun, verify: () => trains(stage) } : begun
    },
    holds: {
      goodput: Object.fromEntries(kindNames.map((call) => [call, leastOf(call)])),
      recoverySeconds,
      ...(quickRefusals !== undefined && {
        quickRefusals: quickRefusals - (service === 'maintenance' ? lessOfRare : 0),
      }),
    },
    // The worker serves no calls: no client and no other service sees what it does.
    ...(service !== 'worker' && {
      signs: {
        metric: {
          service: 'gateway',
          name: 'inkling_upstream_requests_total',
          labels: `upstream="${service}",outcome="unreachable"`,
        },
        log: { service: 'gateway', text: `${service} ${logged}` },
      },
    }),
  }
}
