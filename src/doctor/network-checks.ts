import type { Context } from '../app/context.ts'
import type { ProbeReport } from '../http/probe.ts'
import { isLoopback } from '../loopback.ts'
import { once } from '../once.ts'
import { type Check, pass } from './check.ts'
import { judgeClock, type Skew, skewOf } from './clock.ts'
import { judgeRegistry, judgeWay } from './network.ts'

/** The ways to the API and to the registry, and the clock, which both tell. */
export function networkChecks(context: Context, seconds: number): Check[] {
  const api = once(() => probeApi(context))
  const registry = once(() => probeRegistry(context))
  // A way with an own CA is gone twice, and a registry on loopback is asked by http and by https.
  const check = (name: string, run: Check['run']): Check => ({
    name,
    group: 'Network',
    seconds: 2 * seconds,
    run,
  })
  return [
    check('api', async () => {
      const report = await api()
      return [judgeWay('api', report) ?? pass('api', `${describeWay(report)} answers`)]
    }),
    check('registry', async () => {
      const report = await registry()
      return [judgeRegistry(report, describeWay(report))]
    }),
    check('clock', async () => {
      const skews = await Promise.allSettled([api(), registry()])
      const known = skews.flatMap((skew): Skew[] => (skew.status === 'fulfilled' ? skewOf(skew.value) : []))
      return judgeClock(known, context.host.platform)
    }),
  ]
}

async function probeApi(context: Context): Promise<ProbeReport> {
  const { api_url } = await context.settings()
  return context.remote.probe(new URL('/', api_url.value), {
    unreachable: 'unreachable',
    setting: 'the API URL: dgsh config get api_url',
  })
}

async function probeRegistry(context: Context): Promise<ProbeReport> {
  const host = (await context.settings()).registry.value
  const ask = (scheme: string) =>
    context.remote.probe(new URL(`${scheme}://${host}/v2/`), {
      unreachable: 'registry_unreachable',
      setting: 'the registry: dgsh config get registry',
    })
  if (!isLoopback(host)) return ask('https')
  // As the engines take it: registries on loopback speak plain http, and some TLS all the same.
  const plain = await ask('http')
  const speaksTls =
    plain.answer?.status === 400 || (plain.failure?.step === 'answer' && plain.failure.code !== 'TIMEOUT')
  return speaksTls ? ask('https') : plain
}

/** The host, and what lies between. */
export function describeWay({ host, proxy, exempt, issuer, trust }: ProbeReport): string {
  const between = [
    proxy === undefined ? (exempt ? 'past the proxy, by NO_PROXY' : undefined) : `through the proxy ${proxy}`,
    issuer === undefined
      ? undefined
      : `certificate by ${issuer}${trust === 'own' ? ', a CA of your own' : ''}`,
  ].filter((part) => part !== undefined)
  return between.length === 0 ? host : `${host} (${between.join('; ')})`
}
