import { closeSync, openSync, readSync } from 'node:fs'
import { basename } from 'node:path'
import { realPath } from '../files/directory.ts'
import { parseJson } from '../json.ts'
import type { ExecRequest } from '../ports.ts'
import type { HelperAccess } from './credential-helper.ts'
import { askVersion } from './engine-version.ts'
import { findProgram } from './find.ts'
import type { DockerProgram } from './surroundings.ts'

/** docker as a snap starts slowly the first time. */
const TIMEOUT_MS = 5000

/**
 * Asks docker what cannot be known from outside: whether it is podman under docker's name, where a wrapper such as that of its snap
 * has it keep its config file, and its version where a variable counts only for newer ones. Plain docker is asked nothing.
 * Undefined when docker is not on PATH.
 */
export async function inspectDocker(
  access: HelperAccess,
  env: Readonly<Record<string, string>> = {},
): Promise<DockerProgram | undefined> {
  const { env: inherited, platform } = access
  const file = findProgram('docker', { path: inherited.PATH, platform })
  if (file === undefined) return undefined
  const isWrapper = mayBeWrapper(file)
  const text = isWrapper || inherited.DOCKER_AUTH_CONFIG ? await askVersion(file, access) : undefined
  // By a link, podman calls itself docker; docker writes itself with a capital.
  const isPodman = /^(?:podman|docker) version\b/m.test(text ?? '')
  const version = /^Docker version ([\w.+~-]+)/m.exec(text ?? '')?.[1]
  // Without HOME docker may or may not be able to ask the system for the home directory: that depends on how it was built.
  const isUnclear = isWrapper ? version !== undefined : dependsOnAccount(access)
  const directory = isUnclear ? await askDirectory(file, env, access) : undefined
  const unclear = isWrapper && !isPodman && directory === undefined ? file : undefined
  return { isPodman, version, directory, unclear }
}

function dependsOnAccount({ env, accountHome }: HelperAccess): boolean {
  return accountHome !== undefined && !(env.HOME || env.DOCKER_CONFIG)
}

/** Why it is not known where docker keeps its logins, as a sentence without a full stop; undefined when it is. */
export function whyUnclear(docker: DockerProgram | undefined): string | undefined {
  if (docker?.unclear === undefined) return undefined
  return `it is not known where docker keeps its logins: ${docker.unclear} is a wrapper, and docker --help does not say`
}

/** What a script says that runs podman, or docker with another home or config directory, or as another user. */
const LEADS_ELSEWHERE = /podman|nerdctl|HOME|DOCKER_CONFIG|--config|sudo|snap|^\s*(?:\.|source)\s/m

/** True for a program that goes by another name, and for a script that may lead docker elsewhere. */
function mayBeWrapper(file: string): boolean {
  if (basename(realPath(file)).replace(/\.exe$/i, '') !== 'docker') return true
  const text = startOf(file)
  return text.startsWith('#!') && LEADS_ELSEWHERE.test(text)
}

/** No script that only leads to another program is longer. */
const LONGEST_SCRIPT = 64 * 1024

function startOf(file: string): string {
  const buffer = Buffer.alloc(LONGEST_SCRIPT)
  try {
    const descriptor = openSync(file, 'r')
    try {
      return buffer.toString('latin1', 0, readSync(descriptor, buffer, 0, LONGEST_SCRIPT, 0))
    } finally {
      closeSync(descriptor)
    }
  } catch {
    // A program may be executable only.
    return ''
  }
}

async function askDirectory(
  file: string,
  env: Readonly<Record<string, string>>,
  { exec }: HelperAccess,
): Promise<string | undefined> {
  // For its help docker asks the daemon which commands it has: a remote one is not to be waited for.
  const request: ExecRequest = {
    ...{ file, args: ['--help'], timeoutMs: TIMEOUT_MS, ownGroup: true },
    env: { ...env, DOCKER_HOST: 'unix:///nonexistent/docker.sock' },
  }
  return parseConfigDirectory((await exec(request)).stdout)
}

/** The directory in docker's help: `--config string  Location of client config files (default "/root/.docker")`. */
export function parseConfigDirectory(help: string): string | undefined {
  const quoted = /--config string\s+Location of client config files \(default\s+("(?:[^"\\]|\\.)*")\)/.exec(
    help,
  )?.[1]
  // Written by Go's %q, and wrapped at spaces.
  const directory = parseJson(quoted?.replace(/\s*\n\s*/g, ' ') ?? '')
  return typeof directory === 'string' && directory !== '' ? directory : undefined
}
