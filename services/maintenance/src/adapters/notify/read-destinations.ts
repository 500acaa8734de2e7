import { fieldErrors } from '@inkling/service-kit'
import { Compile } from 'typebox/compile'
import {
  completeDestination,
  type Destination,
  Destinations,
  destinationFaults,
} from '../../domain/alerts/destinations.ts'

const validator = Compile(Destinations)

/** @throws Error that says what is wrong and where, and shows no value: URLs and secrets stand there. */
export function readDestinations(text: string): Destination[] {
  const given = parse(text)
  if (!validator.Check(given))
    throw invalid(fieldErrors(validator, given).map(({ pointer, detail }) => `${pointer}: ${detail}`))
  const destinations = given.map(completeDestination)
  const faults = destinationFaults(destinations)
  if (faults.length > 0) throw invalid(faults)
  return destinations
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw invalid(['it must be a list in JSON, such as [{"kind": "slack", "url": "https://…"}]'])
  }
}

const invalid = (faults: readonly string[]) =>
  new Error(`The configuration is not valid:\n${faults.map((fault) => `  ALERT_DESTINATIONS ${fault}`).join('\n')}`)
