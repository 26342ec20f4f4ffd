import type { Host } from '../app/context.ts'
import { findHelper } from '../engines/credential-helper.ts'
import { problemOfHelper } from '../engines/try-helper.ts'

/** A credential helper on PATH that keeps the logins of every registry. */
export interface GeneralHelper {
  name: string
  /** Why it cannot keep any now, as the end of a sentence; undefined when it can. */
  problem: string | undefined
}

/** The helpers of docker/docker-credential-helpers, and Docker Desktop's, in the order in which they are proposed. */
const NAMES = ['osxkeychain', 'wincred', 'pass', 'secretservice', 'desktop']

/** Finds the first that works, else the first that is there. */
export async function findGeneralHelper(host: Host): Promise<GeneralHelper | undefined> {
  const tried = await tryGeneralHelpers(host)
  return tried.find(({ problem }) => problem === undefined) ?? tried[0]
}

/** Tries all that are installed. */
export async function tryGeneralHelpers({ env, platform, exec }: Host): Promise<GeneralHelper[]> {
  const access = { env, platform, exec }
  const installed = NAMES.filter((name) => findHelper(name, access) !== undefined)
  return Promise.all(installed.map(async (name) => ({ name, problem: await problemOfHelper(name, access) })))
}
