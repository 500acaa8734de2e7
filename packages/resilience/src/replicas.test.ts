import { describe, expect, it, vi } from 'vitest'
import { hang, policyUnderTest, succeed, within } from '../test/policy-under-test.ts'
import { useFakeTime } from '../test/use-fake-time.ts'
import { AttemptTimeout, Overtaken } from './attempt-timeout.ts'
import { Replicas, type Watched } from './replicas.ts'

useFakeTime()

const options = {
  isFault: () => true,
  breakAfter: 3,
  firstHalfOpenAfterMs: 1_000,
  halfOpenAfterMs: 8_000,
  slowMs: 1_000,
}
const signal = new AbortController().signal
const replicasOf = (...names: string[]) => new Replicas('shop', new Map(names.map((name) => [name, name])), options)
const keys = Array.from({ length: 300 }, (_, n) => `tenant ${n}`)
const ask = (replicas: Replicas<string>, key: string, bad: readonly string[] = [], tried: string[] = []) =>
  replicas.run(key, tried, signal, async (name) => {
    if (bad.includes(name)) throw new Error('connection reset')
    return name
  })
async function askAll(replicas: Replicas<string>, bad: readonly string[] = []): Promise<string[]> {
  const answers: string[] = []
  for (const key of keys) answers.push(await ask(replicas, key, bad).catch(() => 'failed'))
  return answers
}
const share = (answers: readonly string[], name: string) => answers.filter((answer) => answer === name).length

it('each tenant has one home replica, and the replicas have similar numbers of tenants', async () => {
  const replicas = replicasOf('a', 'b', 'c')
  const homes = await askAll(replicas)
  expect(await askAll(replicas)).toEqual(homes)
  for (const name of ['a', 'b', 'c']) expect(Math.abs(share(homes, name) - 100)).toBeLessThan(30)
})

it('a replica that is added takes tenants from the others, and none moves between those', async () => {
  const before = await askAll(replicasOf('a', 'b'))
  const after = await askAll(replicasOf('a', 'b', 'c'))
  expect(after.every((home, n) => home === 'c' || home === before[n])).toBe(true)
})

it('a bad replica is ejected after three faults in a row, and only its tenants move', async () => {
  const replicas = replicasOf('a', 'b')
  const homes = await askAll(replicas)
  await askAll(replicas, ['a'])
  const after = await askAll(replicas, ['a'])
  expect(after).toEqual(homes.map(() => 'b'))
})

it('a replica that hangs is ejected by a single call, which ends before its deadline', async () => {
  const targets = new Map([
    ['a', 'a'],
    ['b', 'b'],
  ])
  const replicas = new Replicas('shop', targets, {
    ...options,
    probe: (name) => (name === 'a' ? hang() : succeed()),
  })
  const homes = await askAll(replicas)
  const ofA = keys[homes.indexOf('a')] ?? ''
  const call = expect(replicas.run(ofA, [], signal, hang)).rejects.toThrow('none to a probe')
  await vi.advanceTimersByTimeAsync(2_000)
  await call
  expect(await ask(replicas, ofA)).toBe('b')
})

it('an ejected replica is tried again after a time that grows, and gets its tenants back', async () => {
  const replicas = replicasOf('a', 'b')
  const homes = await askAll(replicas)
  await askAll(replicas, ['a'])
  vi.advanceTimersByTime(1_000)
  expect(share(await askAll(replicas, ['a']), 'failed')).toBeGreaterThan(0)
  vi.advanceTimersByTime(1_999)
  expect(share(await askAll(replicas, ['a']), 'failed')).toBe(0)
  vi.advanceTimersByTime(1)
  for (let round = 0; round < 2; round++) await askAll(replicas)
  expect(await askAll(replicas)).toEqual(homes)
})

it('a replica that hangs is ejected before its calls end', async () => {
  const replicas = replicasOf('a', 'b')
  const hung = keys.map((key) =>
    replicas.run(key, [], signal, (name) => (name === 'a' ? new Promise<string>(() => {}) : Promise.resolve(name))),
  )
  await vi.advanceTimersByTimeAsync(1_250)
  expect(await askAll(replicas)).toEqual(keys.map(() => 'b'))
  expect(hung).toHaveLength(keys.length)
})

it('no replica is ejected while most are bad', async () => {
  const replicas = replicasOf('a', 'b', 'c')
  const homes = await askAll(replicas)
  await askAll(replicas, ['a', 'b'])
  const after = await askAll(replicas, ['a', 'b'])
  expect(after).toEqual(homes.map((home) => (home === 'c' ? 'c' : 'failed')))
})

it('a retry asks another replica than the first attempt', async () => {
  const replicas = replicasOf('a', 'b')
  const tried: string[] = []
  const first = await ask(replicas, 'tenant', [], tried)
  expect(await ask(replicas, 'tenant', [], tried)).not.toBe(first)
})

it('a call that its caller gave up is told so, whatever error its work ends with', async () => {
  const asker = new AbortController()
  const timeout = new AttemptTimeout()
  const running = replicasOf('a').run('tea', [], asker.signal, async () => {
    await Promise.resolve()
    asker.abort(timeout)
    throw new Error('socket closed')
  })
  await expect(running).rejects.toBe(timeout)
})

it('a call that its caller gave up does not count against the replica', async () => {
  const replicas = replicasOf('a', 'b')
  const giveUp = () => {
    const caller = new AbortController()
    return replicas.run('tenant', [], caller.signal, async () => {
      caller.abort()
      throw new Error('aborted')
    })
  }
  const home = await ask(replicas, 'tenant')
  for (let call = 0; call < 10; call++) await giveUp().catch(() => {})
  expect(await ask(replicas, 'tenant')).toBe(home)
})

describe('as the guard of a policy', () => {
  const policyOf = (replicas: Replicas<string>) => policyUnderTest({ guard: replicas, queued: 500 })
  const callAll = (replicas: Replicas<string>, policy: ReturnType<typeof policyOf>, bad: readonly string[]) =>
    Promise.all(keys.map((key) => policy.execute(() => ask(replicas, key, bad), within(500)).catch(() => 'failed')))

  it('one bad replica never stops the calls that others answer', async () => {
    const replicas = replicasOf('a', 'b')
    const policy = policyOf(replicas)
    await callAll(replicas, policy, ['a'])
    expect(policy.state).toBe('closed')
    expect(await callAll(replicas, policy, ['a'])).toEqual(keys.map(() => 'b'))
  })

  it('while all replicas are bad, calls fail at once, until it is reset', async () => {
    const replicas = replicasOf('a', 'b')
    const policy = policyOf(replicas)
    await callAll(replicas, policy, ['a', 'b'])
    expect(policy.state).toBe('open')
    expect(await callAll(replicas, policy, [])).toEqual(keys.map(() => 'failed'))
    policy.resetCircuit()
    expect(policy.state).toBe('closed')
    expect(share(await callAll(replicas, policy, []), 'failed')).toBe(0)
  })
})

it('a replica that does not answer within the time of an attempt is ejected', async () => {
  const replicas = replicasOf('a', 'b')
  const home = await ask(replicas, 'tenant')
  for (let call = 0; call < 3; call++) {
    const late = new AbortController()
    const broken = Promise.withResolvers<string>()
    const answer = replicas.run('tenant', [], late.signal, () => broken.promise).catch(() => {})
    late.abort(new AttemptTimeout())
    broken.reject(new Error('aborted'))
    await answer
  }
  expect(await ask(replicas, 'tenant')).not.toBe(home)
})

it('an ejected replica whose trials are overtaken by those of another stays ejected', async () => {
  const replicas = replicasOf('a', 'b')
  const home = await ask(replicas, 'tenant')
  for (let call = 0; call < 3; call++) await ask(replicas, 'tenant', [home]).catch(() => {})
  vi.advanceTimersByTime(1_000)
  const overtaken = AbortSignal.abort(new Overtaken())
  await replicas.run('tenant', [], overtaken, () => Promise.reject(new Error('aborted'))).catch(() => {})
  expect(await ask(replicas, 'tenant')).not.toBe(home)
})

describe('the home of a key', () => {
  const asked = async (replicas: Replicas<string>, key: string, tried: string[] = []) => {
    let as: boolean | undefined
    const name = await replicas.run(key, tried, signal, async (target, isHome) => {
      as = isHome
      return target
    })
    return { name, isHome: as }
  }
  /** Calls that end when they are told to. */
  const busy = (replicas: Replicas<string>, key: string, calls: number) => {
    const end = Promise.withResolvers<string>()
    const running = Array.from({ length: calls }, () => replicas.run(key, [], signal, () => end.promise))
    return async () => {
      end.resolve('done')
      await Promise.all(running)
    }
  }

  it('a replica is told that it is the home; a second attempt elsewhere is not, and a single replica is told nothing', async () => {
    const replicas = replicasOf('a', 'b')
    const home = await asked(replicas, 'tenant')
    expect(home.isHome).toBe(true)
    expect(await asked(replicas, 'tenant', [home.name])).toEqual({ name: home.name === 'a' ? 'b' : 'a', isHome: false })
    expect(await asked(replicasOf('a'), 'tenant')).toEqual({ name: 'a', isHome: undefined })
  })

  it('another replica answers what a busy home cannot, without being the home, and the home again when it is free', async () => {
    const replicas = replicasOf('a', 'b')
    const home = await asked(replicas, 'tenant')
    const free = busy(replicas, 'tenant', 8)
    expect(await asked(replicas, 'tenant')).toEqual({ name: home.name === 'a' ? 'b' : 'a', isHome: false })
    await free()
    expect(await asked(replicas, 'tenant')).toEqual(home)
  })

  it('an ejected home is replaced by the next replica, which is told that it is the home', async () => {
    const replicas = replicasOf('a', 'b')
    const { name } = await asked(replicas, 'tenant')
    for (let call = 0; call < 3; call++) await ask(replicas, 'tenant', [name]).catch(() => {})
    expect(await asked(replicas, 'tenant')).toEqual({ name: name === 'a' ? 'b' : 'a', isHome: true })
  })

  it('a call that never reached its replica is answered by the next one', async () => {
    const targets = new Map(['a', 'b'].map((name) => [name, name]))
    const refused = new Error('refused')
    const replicas = new Replicas('shop', targets, { ...options, isUnreached: (error) => error === refused })
    const { name } = await asked(replicas, 'tenant')
    const answer = replicas.run('tenant', [], signal, async (target) => {
      if (target === name) throw refused
      return target
    })
    expect(await answer).toBe(name === 'a' ? 'b' : 'a')
  })

  it.each(['stops', 'cannot be reached'])('an ejected replica is asked while the other one %s', async (how) => {
    const watched = new Map<string, Watched>()
    const watch = (name: string, replica: Watched) => {
      watched.set(name, replica)
      return () => {}
    }
    const refused = new Error('refused')
    const isUnreached = (error: unknown) => error === refused
    const targets = new Map(['a', 'b'].map((name) => [name, name]))
    const replicas = new Replicas('shop', targets, { ...options, isUnreached, watch })
    await askAll(replicas, ['a'])
    expect(new Set(await askAll(replicas, ['a']))).toEqual(new Set(['b']))
    if (how === 'stops') watched.get('b')?.leave(true)
    const answer = replicas.run('tenant', [], signal, async (name) => {
      if (name === 'b') throw refused
      return name
    })
    expect(await answer).toBe('a')
  })

  it('a replica has left only when another one, which does not leave, gets its calls', async () => {
    const watched: Watched[] = []
    const watch = (_name: string, replica: Watched) => {
      watched.push(replica)
      return () => {}
    }
    const replicas = new Replicas('shop', new Map(['a', 'b'].map((name) => [name, name])), { ...options, watch })
    const told: string[] = []
    const [a, b] = watched
    b?.leave(true)
    a?.leave(true)
    void a?.left().then(() => told.push('a has left'))
    await asked(replicas, 'tenant')
    expect(told).toEqual([])
    b?.leave(false)
    await Promise.resolve()
    expect(told).toEqual(['a has left'])
    expect((await asked(replicas, 'tenant')).name).toBe('b')
  })

  it('a replica that leaves is asked last, also by a second attempt, and has left once its calls have ended', async () => {
    const watched = new Map<string, Watched>()
    const watch = (name: string, replica: Watched) => {
      watched.set(name, replica)
      return () => void watched.delete(name)
    }
    const replicas = new Replicas('shop', new Map(['a', 'b'].map((name) => [name, name])), { ...options, watch })
    const home = await asked(replicas, 'tenant')
    const held = Promise.withResolvers<void>()
    const call = replicas.run('tenant', [], signal, () => held.promise)
    watched.get(home.name)?.leave(true)
    let hasLeft = false
    const left = watched
      .get(home.name)
      ?.left()
      .then(() => {
        hasLeft = true
      })
    const { name: other } = await asked(replicas, 'tenant')
    expect(other).not.toBe(home.name)
    expect((await asked(replicas, 'tenant', [other])).name).toBe(other)
    expect(hasLeft).toBe(false)
    held.resolve()
    await Promise.all([call, left])
    watched.get(home.name)?.leave(false)
    expect(await asked(replicas, 'tenant')).toEqual(home)
    replicas.replace(new Map([[home.name, home.name]]))
    expect([...watched.keys()]).toEqual([home.name])
    replicas.close()
    expect(watched.size).toBe(0)
  })

  it('replicas that stay keep what is known of them when others come and go', async () => {
    const replicas = replicasOf('a', 'b')
    const homes = await askAll(replicas)
    await askAll(replicas, ['a'])
    const targets = (...names: string[]) => new Map(names.map((name) => [name, name]))
    replicas.replace(targets('a', 'b', 'c'))
    const after = await askAll(replicas)
    expect(share(after, 'a')).toBe(0)
    expect(after.every((name, n) => name === 'c' || homes[n] === 'a' || name === homes[n])).toBe(true)
    expect(() => replicas.replace(new Map())).toThrow('shop needs at least one replica')
  })
})
