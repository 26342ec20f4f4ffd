import type { Parts } from '../app/context.ts'
import type { Fix } from '../app/fix.ts'
import { chooseHelper, impliedStore } from '../engines/choose-helper.ts'
import { hostOf, parseLoginConfig } from '../engines/login-config.ts'
import { writtenFile } from '../engines/login-files.ts'
import { readLoginFile } from '../engines/read-login-file.ts'
import { tildePath } from '../engines/surroundings.ts'
import { problemOfHelper } from '../engines/try-helper.ts'
import { helperProgram } from '../helper-protocol.ts'
import type { EngineName } from '../vocabulary.ts'
import { helperFix } from './helper-fix.ts'
import { loginSearch } from './login-search.ts'

/** Why an engine's next login would fail after the registry has accepted it, and what fixes that. */
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
  const program = helperProgram(store)
  const message =
    implied === undefined
      ? `${engine} cannot keep a login with ${program}, which ${path} names: ${problem}`
      : `${path} names no credential store, so ${engine} picks ${program} by itself, and cannot keep a login with it: ${problem}`
  return { message, fix: helperFix(engine, context.host) }
}
