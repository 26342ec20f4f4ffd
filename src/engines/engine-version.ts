import type { EngineName } from '../vocabulary.ts'
import type { HelperAccess } from './credential-helper.ts'
import { findProgram } from './find.ts'

/** A version's first two numbers: what an engine does depends on no more. */
export type Version = readonly [major: number, minor: number]

/** An engine answers that within a few hundredths of a second. */
const TIMEOUT_MS = 3000

/** Asks a program what `--version` prints; undefined when it does not say. Never rejects because of the program. */
export async function askVersion(file: string, { exec }: HelperAccess): Promise<string | undefined> {
  const { exitCode, stdout, stderr } = await exec({
    ...{ file, args: ['--version'], timeoutMs: TIMEOUT_MS, ownGroup: true },
  })
  // podman's package for Debian prints a line of its own on stderr when it plays docker.
  return exitCode === 0 ? `${stdout}\n${stderr}` : undefined
}

/** What programs answered in this run, by what runs them: a version does not change meanwhile. */
const answers = new WeakMap<HelperAccess['exec'], Map<string, Promise<Version | undefined>>>()

/** The version of an engine on PATH, asked once in a run; undefined when it is not there or does not say. */
export async function versionOf(engine: EngineName, access: HelperAccess): Promise<Version | undefined> {
  const file =
    findProgram(engine, { path: access.env.PATH, platform: access.platform }) ??
    (engine === 'podman' && access.docker?.isPodman === true
      ? findProgram('docker', { path: access.env.PATH, platform: access.platform })
      : undefined)
  if (file === undefined) return undefined
  const known = answers.get(access.exec) ?? new Map<string, Promise<Version | undefined>>()
  answers.set(access.exec, known)
  const version = known.get(file) ?? askVersion(file, access).then((text = '') => parseVersion(text))
  known.set(file, version)
  return version
}

/** The first version in a text: `podman version 4.3.1`. */
export function parseVersion(text: string): Version | undefined {
  const [, major, minor] = /\b(\d+)\.(\d+)/.exec(text) ?? []
  return major === undefined ? undefined : [Number(major), Number(minor)]
}

/** True for a version that is known to be older than another. */
export function isBefore(version: Version | undefined, [major, minor]: Version): boolean {
  if (version === undefined) return false
  return version[0] < major || (version[0] === major && version[1] < minor)
}
