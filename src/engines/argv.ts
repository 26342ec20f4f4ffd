import type { EngineName } from '../vocabulary.ts'

/** A login to put into an engine's words. The secret is not part of it: it goes to standard input. */
export interface LoginRequest {
  engine: EngineName
  registry: string
  username: string
  /** False only for a loopback registry without TLS. */
  tlsVerify: boolean
}

/**
 * The arguments of an engine's login, without the program's name. Both flags always: without `--username` docker
 * does not fall back to a stored login but asks (docker/cli, cli/command/registry).
 */
export function loginArguments({ engine, registry, username, tlsVerify }: LoginRequest): string[] {
  const options = ['--username', username, '--password-stdin', ...(tlsVerify ? [] : withoutTls(engine))]
  return [...verb(engine, 'login'), ...withOperand(engine, registry, options)]
}

/** The arguments of an engine's logout. */
export function logoutArguments(engine: EngineName, registry: string): string[] {
  return [...verb(engine, 'logout'), registry]
}

function verb(engine: EngineName, name: 'login' | 'logout'): string[] {
  return engine === 'helm' ? ['registry', name] : [name]
}

/** docker has no such option: loopback registries are insecure for it anyway. */
function withoutTls(engine: EngineName): string[] {
  if (engine === 'docker') return []
  return engine === 'helm' ? ['--plain-http'] : ['--tls-verify=false']
}

/** The login as a line to paste into a shell, where the engine asks for the secret and does not show it. */
export function loginLine(engine: EngineName, registry: string, username: string): string {
  return [engine, ...verb(engine, 'login'), ...withOperand(engine, registry, ['--username', username])].join(
    ' ',
  )
}

/** The registry goes last but for docker: buildah takes no option after it (seen with buildah 1.28). */
function withOperand(engine: EngineName, registry: string, options: readonly string[]): string[] {
  return engine === 'docker' ? [registry, ...options] : [...options, registry]
}
