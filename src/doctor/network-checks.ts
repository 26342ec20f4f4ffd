import type { Parts } from '../app/context.ts'
import type { ProbeReport } from '../http/probe.ts'
import { isLoopback } from '../loopback.ts'
import { once } from '../once.ts'
import { type Finding, pass } from './check.ts'
import { describeWay, judgeClock, judgeRegistry, judgeWay, skewOf } from './network.ts'

/** Makes the checks of the ways to the API and to the registry, and of the clock, which both tell. */
export function networkChecks(
  context: Parts<'remote' | 'settings' | 'host'>,
): Record<'api' | 'registry' | 'clock', () => Promise<Finding[]>> {
  const api = once(() => probeApi(context))
  const registry = once(() => probeRegistry(context))
  return {
    async api() {
      const report = await api()
      return [judgeWay('api', report) ?? pass('api', `${describeWay(report)} answers`)]
    },
    async registry() {
      const report = await registry()
      return [judgeRegistry(report, describeWay(report))]
    },
    async clock() {
      const reports = await Promise.allSettled([api(), registry()])
      const skews = reports.flatMap((report) => (report.status === 'fulfilled' ? skewOf(report.value) : []))
      return judgeClock(skews, context.host.platform)
    },
  }
}

async function probeApi({ remote, settings }: Parts<'remote' | 'settings'>): Promise<ProbeReport> {
  const { api_url } = await settings()
  return remote.probe(new URL('/', api_url.value), {
    unreachable: 'unreachable',
    setting: 'the API URL: dgsh config get api_url',
  })
}

async function probeRegistry({ remote, settings }: Parts<'remote' | 'settings'>): Promise<ProbeReport> {
  const host = (await settings()).registry.value
  const ask = (scheme: string) =>
    remote.probe(new URL(`${scheme}://${host}/v2/`), {
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
