import type { Parts } from '../app/context.ts'
import { fileVariable } from '../engines/engine-login.ts'
import { parseLoginConfig } from '../engines/login-config.ts'
import { readLoginFile } from '../engines/read-login-file.ts'
import { SHARING } from '../engines/runtime-files.ts'
import { type EngineName, OWN_HELPER } from '../vocabulary.ts'

/**
 * Returns the variable that leads a login or logout of podman and its kin to the file that names docker-credential-dgsh: by themselves they
 * write to another one, in memory. Undefined where no file does, and for other engines; a file that the user has named stays that.
 */
export async function installedEnvironment(
  engine: EngineName,
  registry: string,
  context: Parts<'helperFile' | 'host'>,
): Promise<Readonly<Record<string, string>> | undefined> {
  const { REGISTRY_AUTH_FILE, DOCKER_CONFIG } = context.host.env
  if (!SHARING.some((name) => name === engine) || REGISTRY_AUTH_FILE || DOCKER_CONFIG) return undefined
  // What cannot be read keeps nobody from logging in.
  const state = await (await context.helperFile()).read().catch(() => undefined)
  const installed = state?.installations.filter((one) => one.engine === 'podman' && one.registry === registry)
  const file = installed?.map((one) => one.file).findLast((path) => isNamedIn(path, registry))
  return file === undefined ? undefined : fileVariable(engine, file)
}

function isNamedIn(path: string, registry: string): boolean {
  const read = readLoginFile(path)
  const config = 'text' in read ? parseLoginConfig(read.text, 'containers') : undefined
  return config?.credHelpers.get(registry) === OWN_HELPER
}
