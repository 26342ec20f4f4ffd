import { dirname } from 'node:path'
import type { Parts } from '../app/context.ts'
import { type Fix, makeFix } from '../app/fix.ts'
import { chooseHelper, impliedStore } from '../engines/choose-helper.ts'
import { hostOf, parseLoginConfig } from '../engines/login-config.ts'
import { writtenFile } from '../engines/login-files.ts'
import { readLoginFile } from '../engines/read-login-file.ts'
import { tildePath } from '../engines/surroundings.ts'
import { problemOfHelper } from '../engines/try-helper.ts'
import { helperProgram } from '../helper-protocol.ts'
import { shellPath } from '../shell.ts'
import type { EngineName } from '../vocabulary.ts'
import { loginSearch } from './login-search.ts'

/** Why an engine's next login would fail after the registry has accepted it, and the ways out. */
export interface StoreProblem {
  message: string
  fix: Fix
}

/**
 * Looks whether an engine would give its next login to a helper that cannot keep it: one that docker, and helm since 4, picks by itself
 * where its config file holds nothing, or `pass` where the file names it. Undefined when it would not.
 */
export async function findStoreProblem(
  engine: EngineName,
  registry: string,
  context: Parts<'host' | 'settings'>,
): Promise<StoreProblem | undefined> {
  const search = await loginSearch(context, hostOf(registry))
  const file = await writtenFile(engine, search)
  const content = file === undefined ? undefined : readLoginFile(file.path)
  if (file === undefined || content === undefined || !('text' in content)) return undefined
  const config = parseLoginConfig(content.text, file.kind)
  if (config === undefined) return undefined
  const implied = file.kind === 'containers' ? undefined : impliedStore(config, search)
  const named = chooseHelper(config, file.kind, search)?.name
  const store = implied ?? (named === 'pass' ? named : undefined)
  const problem = store === undefined ? undefined : await problemOfHelper(store, search)
  if (store === undefined || problem === undefined) return undefined
  const path = tildePath(file.path, context.host.env)
  if (implied === undefined) return explainNamed(engine, path, problem)
  const isBlank = BLANK.test(content.text)
  return explainImplied({ engine, path, store, problem, registry, isBlank })
}

/** A file that may be written anew: `{}`, `{"auths":{}}`, or nothing. */
const BLANK = /^\s*(?:\{\s*(?:"auths"\s*:\s*(?:\{\s*\}|null)\s*)?\}\s*)?$/

function explainNamed(engine: EngineName, path: string, problem: string): StoreProblem {
  const message = `${engine} cannot keep a login with ${helperProgram('pass')}, which ${path} names: ${problem}`
  return { message, fix: makeFix('set-up-helper', SET_UP.pass) }
}

interface Implied {
  engine: EngineName
  path: string
  store: string
  problem: string
  registry: string
  /** Nothing of the file would be lost. */
  isBlank: boolean
}

function explainImplied({ engine, path, store, problem, registry, isBlank }: Implied): StoreProblem {
  const message = `${path} names no credential store, so ${engine} picks ${helperProgram(store)} by itself, and cannot keep a login with it: ${problem}`
  const entry = JSON.stringify({ [registry]: {} })
  const file = shellPath(path)
  const plain = isBlank
    ? `(umask 077; mkdir -p ${shellPath(dirname(path))} && echo '{"auths":${entry}}' > ${file})`
    : `in ${path}, set "auths" to ${entry}`
  const text = `${SET_UP[store] ?? SET_UP.other}; or to keep logins unencrypted in the file: ${plain}`
  return { message, fix: makeFix('set-up-helper', text) }
}

const SET_UP: Readonly<Record<string, string>> & { pass: string; other: string } = {
  pass: 'pass init <gpg-id>',
  secretservice: 'start a keyring in this session, such as gnome-keyring-daemon',
  other: 'to see how it was asked: dgsh doctor --debug',
}
