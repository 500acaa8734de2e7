import { type Answered, openLoop } from './open-loop.ts'
import { predict, type Target, warmUp } from './target.ts'

const seconds = 5

/** Predictions of a tenant while an anonymous client asks for the API document 300 times a second. */
export async function measureFlood(target: Target): Promise<Answered[]> {
  const document = async () => {
    const response = await fetch(`${target.url}/openapi.json`)
    await response.arrayBuffer()
    return response.status
  }
  await warmUp(target)
  const [, predictions] = await Promise.all([
    openLoop({ perSecond: 300, seconds }, document),
    openLoop({ perSecond: 20, seconds }, () => predict(target)),
  ])
  return predictions
}
