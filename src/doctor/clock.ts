import { makeFix } from '../app/fix.ts'
import type { ProbeReport } from '../http/probe.ts'
import { type Finding, fail, pass, warn } from './check.ts'

/** By how many seconds the clock of this machine is ahead of a server's; negative when it is behind. */
export type Skew = number

/** The skew to a server; none where it does not tell the time, or where the answer comes out of a cache. */
export function skewOf({ answer }: Pick<ProbeReport, 'answer'>): Skew[] {
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

/** What is to be said of the clock. One server may be wrong: the one that agrees best counts. */
export function judgeClock(skews: readonly Skew[], platform: NodeJS.Platform): Finding[] {
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
