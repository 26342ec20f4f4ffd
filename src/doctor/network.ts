import { type Fix, makeFix } from '../app/fix.ts'
import type { ProbeFailure, ProbeReport } from '../http/probe.ts'
import { parseChallenges } from '../registry/headers.ts'
import { type Finding, fail, pass, warn } from './check.ts'

/** Whose certificates a public CA issues: another issuer sits in the middle. */
const PUBLIC_HOST = /(?:^|\.)(?:deepgram\.com|quay\.io)(?::443)?$/

/** Returns what is wrong with the way to a host; undefined when nothing is. */
export function judgeWay(name: string, report: ProbeReport): Finding | undefined {
  const { host, failure, issuer, trust, proxy } = report
  if (failure !== undefined) {
    const by = issuer === undefined ? '' : `; its certificate is by ${issuer}`
    const through = proxy !== undefined && failure.step === 'tls' ? ` through the proxy ${proxy}` : ''
    return fail(name, `${failure.message}${through}${by}`, fixOf(failure, report))
  }
  if (trust === 'own' && PUBLIC_HOST.test(host)) {
    const message = `the connection to ${host} is inspected by ${issuer}: its certificate is by no public CA`
    return warn(
      name,
      message,
      makeFix('trust-authority-in-engines', `engines need that CA, too: ${usagesOf(host)}`),
    )
  }
  return undefined
}

/** The certificate errors that are about something else than who issued it. */
const OTHER_CAUSES: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'the certificate is too old for the clock of this machine: date shows it',
  CERT_NOT_YET_VALID: 'the certificate is too new for the clock of this machine: date shows it',
  ERR_TLS_CERT_ALTNAME_INVALID: 'another host answers: check the name, and what resolves it',
}

function fixOf({ step, code, hint }: ProbeFailure, { host, proxy }: ProbeReport): Fix {
  const advise = (text: string) => makeFix('network-advice', text)
  if (step === 'tls' && code !== 'TIMEOUT' && /CERT|SELF_SIGNED|UNABLE_TO/.test(code)) {
    const trust = `export NODE_EXTRA_CA_CERTS=<the CA's file>; for engines ${usagesOf(host)}`
    const other = OTHER_CAUSES[code]
    return other === undefined ? makeFix('trust-authority', trust) : advise(other)
  }
  if (step !== 'name' && step !== 'connection') return advise(hint ?? 'try again')
  if (proxy !== undefined) return advise('check the proxy in HTTPS_PROXY; NO_PROXY exempts hosts from it')
  return advise(
    step === 'name'
      ? 'check the name and the name service (/etc/resolv.conf); behind a proxy set HTTPS_PROXY'
      : 'check the network and its firewall; behind a proxy set HTTPS_PROXY',
  )
}

/** Where docker and podman look for CAs (docker's "Verify repository client with certificates"). */
function usagesOf(host: string): string {
  return `put it into /etc/docker/certs.d/${host}/ca.crt, or into the system's store`
}

/** Judges whether what answers is a registry: by Docker's "Token Authentication" it asks for a login, and says how. */
export function judgeRegistry(report: ProbeReport, way: string): Finding {
  const { host, answer } = report
  const onTheWay = judgeWay('registry', report)
  if (onTheWay?.status === 'fail' || answer === undefined)
    return onTheWay ?? fail('registry', `${host} gives no answer`, makeFix('network-advice', 'try again'))
  const { status, headers } = answer
  const challenges = parseChallenges(headers['www-authenticate'] ?? '')
  const check = makeFix(
    'check-registry',
    'behind a portal, log in to the network first; to see which registry it is: dgsh config get registry',
  )
  if (status === 429 || status >= 500)
    return fail(
      'registry',
      `${host} answers with status ${status}`,
      makeFix('network-advice', 'try again in a minute'),
    )
  if (status === 200)
    return warn('registry', `${host} lets everybody in without a login: Deepgram's does not`, check)
  if (status !== 401)
    return fail('registry', `${host} is no registry: it answers /v2/ with status ${status}`, check)
  if (!challenges.some(({ scheme }) => scheme === 'bearer' || scheme === 'basic'))
    return fail('registry', `${host} is no registry: it does not say how to log in`, check)
  return onTheWay ?? pass('registry', `${way} answers as a registry does`)
}

/** Returns the host, and what is on the way to it. */
export function describeWay({ host, proxy, exempt, issuer, trust }: ProbeReport): string {
  const between = [
    proxy === undefined ? (exempt ? 'past the proxy, by NO_PROXY' : undefined) : `through the proxy ${proxy}`,
    issuer === undefined
      ? undefined
      : `certificate by ${issuer}${trust === 'own' ? ', a CA of your own' : ''}`,
  ].filter((part) => part !== undefined)
  return between.length === 0 ? host : `${host} (${between.join('; ')})`
}

/**
 * Returns by how many seconds the clock of this machine is ahead of a server's, negative when it is behind; none where the server does
 * not tell the time, or where the answer comes out of a cache.
 */
export function skewOf({ answer }: Pick<ProbeReport, 'answer'>): number[] {
  const date = Date.parse(answer?.headers.date ?? '')
  if (answer === undefined || Number.isNaN(date) || answer.headers.age !== undefined) return []
  return [(answer.receivedAt.getTime() - date) / 1000]
}

const WARN_SECONDS = 60
const FAIL_SECONDS = 300

/** What sets the clock by the network, where it is not systemd. */
const SYNCHRONIZE: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'sudo sntp -sS time.apple.com',
  win32: 'w32tm /resync',
}

/** Judges the clock by {@link skewOf} several servers. One may be wrong: the one that agrees best counts. */
export function judgeClock(skews: readonly number[], platform: NodeJS.Platform): Finding[] {
  const [skew] = [...skews].sort((a, b) => Math.abs(a) - Math.abs(b))
  if (skew === undefined) return []
  const seconds = Math.round(Math.abs(skew))
  if (seconds <= WARN_SECONDS) return [pass('clock', 'the clock is right')]
  const message = `the clock of this machine is ${describeSeconds(seconds)} ${skew > 0 ? 'ahead' : 'behind'}`
  const fix = makeFix('set-clock', SYNCHRONIZE[platform] ?? 'sudo timedatectl set-ntp true')
  return seconds > FAIL_SECONDS
    ? [fail('clock', `${message}: registries refuse tokens then`, fix)]
    : [warn('clock', message, fix)]
}

function describeSeconds(seconds: number): string {
  if (seconds < 120) return `${seconds} seconds`
  return seconds < 7200 ? `${Math.round(seconds / 60)} minutes` : `${Math.round(seconds / 3600)} hours`
}
