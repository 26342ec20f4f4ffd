import { helperProgram } from '../helper-protocol.ts'
import type { EngineName } from '../vocabulary.ts'
import { chooseHelper } from './choose-helper.ts'
import { askLogin } from './credential-helper.ts'
import type { LoginSearch } from './engine-login.ts'
import { parseLoginConfig } from './login-config.ts'
import { filesReadBy } from './login-files.ts'
import { readLoginFile } from './read-login-file.ts'

/**
 * The program of the helper that docker or helm gives the registry's login to and gets none back from; undefined when it gets
 * one, when that is not known, and where no helper keeps it. Engines believe a helper that ends with 0 after `store`.
 */
export async function findForgetfulHelper(
  engine: EngineName,
  search: LoginSearch,
): Promise<string | undefined> {
  if (engine !== 'docker' && engine !== 'helm') return undefined
  for (const { path, kind } of filesReadBy(engine, search, undefined)) {
    const read = readLoginFile(path)
    const config = 'text' in read ? parseLoginConfig(read.text, kind) : undefined
    const helper = config === undefined ? undefined : chooseHelper(config, kind, search)
    // docker names its usual store in the file when it has given it a login.
    if (helper === undefined || helper.implied) continue
    const answer = await askLogin(helper.name, search.registry, search)
    return 'login' in answer && answer.login === undefined ? helperProgram(helper.name) : undefined
  }
  return undefined
}
