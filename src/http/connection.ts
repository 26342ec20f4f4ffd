import { type Got, got, type OptionsInit } from 'got'
import { isLoopback } from '../loopback.ts'
import {
  allAuthorities,
  type Environment,
  namedAuthorities,
  openTunnel,
  systemBundle,
  type TunnelLimits,
} from './network.ts'

/** How a host is reached. */
export interface Connection {
  /** Sends requests; follows no redirects and repeats nothing. */
  session: Got
  /** The options with which a request has a connection of its own. */
  unshared: Pick<OptionsInit, 'agent'>
  /** The proxy's host and port, when there is one between. */
  proxy: string | undefined
  /** Adds the system's CAs to those that are trusted. False when the session that failed had them, or when there are none to add. */
  trustSystem(failed: Got): boolean
}

/** Finds the way to the host of a URL, through a proxy or not. Nothing is sent. */
export async function openConnection(url: URL, env: Environment, limits: TunnelLimits): Promise<Connection> {
  // Plain http goes to loopback only, and there never through a proxy: what is secret would leave the machine.
  const secure = url.protocol === 'https:'
  const tunnel = secure && !isLoopback(url.host) ? await openTunnel(url, env, limits) : undefined
  const named = secure ? namedAuthorities(env) : undefined
  const base = got.extend({
    followRedirect: false,
    retry: { limit: 0 },
    ...(tunnel === undefined ? {} : { agent: { https: tunnel.agent } }),
  })
  const trusting = (authorities: string[]) => base.extend({ https: { certificateAuthority: authorities } })
  let system = named === undefined && secure ? systemBundle() : undefined
  const connection: Connection = {
    proxy: tunnel?.proxy,
    // A tunnel is opened for one request anyhow.
    unshared: tunnel === undefined ? { agent: { http: false, https: false } } : {},
    session: named === undefined ? base : trusting(named),
    trustSystem(failed) {
      // Another request, which failed at the same time, may have added them.
      if (failed !== connection.session) return true
      if (system === undefined) return false
      connection.session = trusting(allAuthorities(system, env))
      system = undefined
      return true
    },
  }
  return connection
}
