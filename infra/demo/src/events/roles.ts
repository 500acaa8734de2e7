import { checklists, onboardings, studies, type Trail } from './trails.ts'

/** The habits of people with one role. Rates are means; each person differs from them. */
export type Role = {
  name: string
  people: number
  /** Sessions per working day, without routines, onboarding and incidents. */
  sessionsPerDay: number
  /** Activity on a day of the weekend, relative to a working day. */
  weekendActivity: number
  /** Probability that a person is called to an incident. */
  paged: number
  /** Relative interest per section; all other sections have 0.1. */
  interests: Record<string, number>
  studies: readonly Trail[]
  /** `days` are UTC weekdays, 0 = Sunday; `share` is the share of these people who follow the routine. */
  routine?: { checklists: readonly Trail[]; days: readonly number[]; share: number }
  onboardings?: readonly Trail[]
}

const workingDays = [1, 2, 3, 4, 5]

export const roles: readonly Role[] = [
  {
    name: 'on-call',
    people: 45,
    sessionsPerDay: 0.35,
    weekendActivity: 0.35,
    paged: 0.16,
    interests: { operations: 3, resilience: 3, queues: 2, observability: 2, redis: 1, postgres: 1, cache: 1 },
    studies: [studies.resilience, studies.jobs, studies.tracing, studies.redis, studies.caching],
    routine: { checklists: [checklists.morning, checklists.handover], days: workingDays, share: 0.45 },
  },
  {
    name: 'developer',
    people: 115,
    sessionsPerDay: 0.3,
    weekendActivity: 0.1,
    paged: 0.01,
    interests: {
      events: 3,
      items: 2,
      api: 3,
      search: 2,
      suggestions: 2,
      predictions: 2,
      prefetching: 2,
      security: 1,
      cache: 1,
    },
    studies: [
      studies.sendingEvents,
      studies.history,
      studies.privacy,
      studies.longWork,
      studies.catalogue,
      studies.suggesting,
      studies.searching,
      studies.prefetching,
      studies.robustClients,
      studies.keys,
      studies.caching,
    ],
  },
  {
    name: 'data-scientist',
    people: 40,
    sessionsPerDay: 0.35,
    weekendActivity: 0.15,
    paged: 0,
    interests: { predictions: 4, learning: 4, suggestions: 3, search: 2, events: 1 },
    studies: [studies.models, studies.metrics, studies.feedback, studies.searching, studies.suggesting],
    routine: { checklists: [checklists.models], days: [1, 3, 5], share: 0.5 },
  },
  {
    name: 'sre-lead',
    people: 16,
    sessionsPerDay: 0.45,
    weekendActivity: 0.15,
    paged: 0.2,
    interests: { observability: 4, operations: 3, resilience: 3, postgres: 1, redis: 1, queues: 1 },
    studies: [studies.objectives, studies.resilience, studies.tracing, studies.releases],
    routine: { checklists: [checklists.reliability], days: workingDays, share: 0.75 },
  },
  {
    name: 'platform',
    people: 24,
    sessionsPerDay: 0.35,
    weekendActivity: 0.1,
    paged: 0.08,
    interests: { postgres: 4, redis: 3, security: 2, operations: 2, queues: 1, cache: 2 },
    studies: [studies.storage, studies.redis, studies.tenancy, studies.jobs, studies.releases],
    routine: { checklists: [checklists.database], days: [1, 4], share: 0.6 },
  },
  {
    name: 'security',
    people: 8,
    sessionsPerDay: 0.3,
    weekendActivity: 0.05,
    paged: 0.05,
    interests: { security: 5, api: 2, operations: 1, postgres: 1 },
    studies: [studies.keys, studies.tenancy, studies.privacy],
    routine: { checklists: [checklists.access], days: [2, 4], share: 0.75 },
  },
  {
    name: 'editor',
    people: 12,
    sessionsPerDay: 0.3,
    weekendActivity: 0.05,
    paged: 0,
    interests: { items: 4, search: 4, suggestions: 2 },
    studies: [studies.searching, studies.catalogue, studies.findability],
    routine: { checklists: [checklists.catalogue], days: [2, 5], share: 0.7 },
  },
  {
    name: 'newcomer',
    people: 40,
    sessionsPerDay: 0.2,
    weekendActivity: 0.1,
    paged: 0,
    interests: { predictions: 3, suggestions: 2, events: 2, items: 2, api: 2, search: 1, operations: 1, resilience: 1 },
    studies: [studies.models, studies.sendingEvents, studies.searching, studies.resilience],
    onboardings: [onboardings.developer, onboardings.developer, onboardings.operator],
  },
]
