import { mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { namesIn } from '../../files/directory.ts'
import { unwritable } from '../../files/private-directory.ts'
import { LOGIN_VARIABLE } from '../docker-config.ts'
import type { BorrowedTexts } from './compose.ts'

/** What leads a command to a lent login. */
export interface BorrowedLogin {
  /** Added to the command's environment. */
  env: Record<string, string>
  /** The file of podman, skopeo and buildah. */
  authFile: string
}

/**
 * Writes what lends a login into a private directory. All else that is beside docker's config file, such as contexts and plugins, is
 * linked there. Throws `file_unusable`.
 */
export function writeBorrowed(directory: string, texts: BorrowedTexts): BorrowedLogin {
  try {
    return writeAll(directory, texts)
  } catch (error) {
    throw unwritable(directory, error)
  }
}

function writeAll(directory: string, texts: BorrowedTexts): BorrowedLogin {
  const [docker, authFile, helm] = ['docker', 'auth.json', 'helm.json'].map((name) =>
    join(directory, name),
  ) as [string, string, string]
  mkdirSync(docker, { mode: 0o700 })
  write(join(docker, 'config.json'), texts.docker)
  write(authFile, texts.shared)
  write(helm, texts.helm)
  if (texts.dockerDirectory !== undefined) linkOthers(texts.dockerDirectory, docker)
  const env = { DOCKER_CONFIG: docker, REGISTRY_AUTH_FILE: authFile, HELM_REGISTRY_CONFIG: helm }
  return {
    env: texts.variable === undefined ? env : { ...env, [LOGIN_VARIABLE]: texts.variable },
    authFile,
  }
}

function write(path: string, text: string): void {
  writeFileSync(path, text, { mode: 0o600, flag: 'wx' })
}

/** docker's config file, and what docker and dgsh write beside it while they change it. */
const CONFIG = /^config\.json/

function linkOthers(from: string, to: string): void {
  for (const name of namesIn(from).filter((one) => !CONFIG.test(one))) link(join(from, name), join(to, name))
}

/** Windows lets not everybody make links to files, and everybody junctions. */
function link(target: string, path: string): void {
  const isDirectory = statSync(target, { throwIfNoEntry: false })?.isDirectory() === true
  try {
    symlinkSync(target, path, isDirectory ? 'junction' : 'file')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') throw error
  }
}
