import type { Host } from '../../app/context.ts'
import { findProgram } from '../../engines/find.ts'
import { DgshError } from '../../errors.ts'
import { isLoopback } from '../../loopback.ts'

/** The programs that copy images from one registry to another, in the order in which they are looked for. */
export const COPIER_NAMES = ['skopeo', 'crane', 'regctl'] as const

/** The name of such a program. */
export type CopierName = (typeof COPIER_NAMES)[number]

/** A program that copies, and where it is. */
export interface Copier {
  name: CopierName
  path: string
}

/** A copy to be made: references without `docker://`. */
export interface CopyRequest {
  /** `quay.io/deepgram/self-hosted-api:release-261009` */
  source: string
  target: string
  /** skopeo's file with the login for the source; left out, its own is used. */
  authFile?: string | undefined
}

/** The first of skopeo, crane and regctl on PATH; undefined when there is none. */
export function findCopier({ env, platform }: Host): Copier | undefined {
  for (const name of COPIER_NAMES) {
    const path = findProgram(name, { path: env.PATH, platform })
    if (path !== undefined) return { name, path }
  }
  return undefined
}

/** The same. Throws `engine_missing` when there is none. */
export function requireCopier(host: Host): Copier {
  const copier = findCopier(host)
  if (copier !== undefined) return copier
  throw new DgshError('engine_missing', 'none of skopeo, crane and regctl is on PATH', {
    hint: 'install skopeo; --plan shows what would be copied',
  })
}

/** The arguments of a copy with all its platforms, so that the digest stays. No secret is among them. */
export function copyArguments(name: CopierName, { source, target, authFile }: CopyRequest): string[] {
  if (name === 'crane') return ['copy', source, target]
  if (name === 'regctl') return ['image', 'copy', ...plainHosts(source, target), source, target]
  return [
    ...['copy', '--all'],
    ...(authFile === undefined ? [] : ['--src-authfile', authFile]),
    ...(isLocal(source) ? ['--src-tls-verify=false'] : []),
    ...(isLocal(target) ? ['--dest-tls-verify=false'] : []),
    ...[`docker://${source}`, `docker://${target}`],
  ]
}

/** The arguments that ask what is at the target: skopeo writes its manifest, the others write its digest. */
export function inspectArguments(name: CopierName, target: string): string[] {
  if (name === 'crane') return ['digest', target]
  if (name === 'regctl') return ['image', 'digest', ...plainHosts(target), target]
  return ['inspect', '--raw', ...(isLocal(target) ? ['--tls-verify=false'] : []), `docker://${target}`]
}

/** A registry on loopback mostly speaks plain http. crane knows that; skopeo tries TLS first. */
function isLocal(reference: string): boolean {
  return isLoopback(reference.split('/', 1)[0] ?? '')
}

function plainHosts(...references: string[]): string[] {
  const hosts = new Set(references.filter(isLocal).map((reference) => reference.split('/', 1)[0]))
  return [...hosts].flatMap((host) => ['--host', `reg=${host},tls=disabled`])
}
