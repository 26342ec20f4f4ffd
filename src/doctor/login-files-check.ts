import type { Context, Parts } from '../app/context.ts'
import { dockerConfigPath } from '../engines/docker-config.ts'
import type { LoginSearch } from '../engines/engine-login.ts'
import { judgeLoginFile } from '../engines/login-file-faults.ts'
import { filesAlsoRead, type LoginFile, writtenFile } from '../engines/login-files.ts'
import { readLoginFile } from '../engines/read-login-file.ts'
import { type FileUse, faultsOfFile } from '../logins/explain-faults.ts'
import { loginSearch } from '../logins/login-search.ts'
import { ENGINE_NAMES } from '../vocabulary.ts'
import { type Finding, fail } from './check.ts'

/** Checks the files that the logins of installed engines rewrite or read. docker's has a check of its own. */
export async function checkLoginFiles(context: Parts<'host' | 'settings'>): Promise<Finding[]> {
  const search = await loginSearch(context)
  const uses = await listUses(search, context.host)
  return uses
    .filter(({ file }, index) => uses.findIndex(({ file: { path } }) => path === file.path) === index)
    .filter(({ file }) => !isReported(file, search))
    .map(({ file, use }) => faultsOfFile(file, use))
    .filter((found) => found !== undefined)
    .map(({ message, fix }) => fail('login-files', message, fix))
}

/** Those that an engine rewrites come first: more can be wrong with them. */
async function listUses(
  search: LoginSearch,
  { env, findEngine }: Context['host'],
): Promise<{ file: LoginFile; use: FileUse }[]> {
  const { registry } = search
  const installed = ENGINE_NAMES.filter((engine) => engine !== 'docker' && findEngine(engine) !== undefined)
  const found = await Promise.all(
    installed.map(async (engine) => ({
      use: { engine, registry, env },
      written: await writtenFile(engine, search),
      alsoRead: await filesAlsoRead(engine, search, () => true),
    })),
  )
  return [
    ...found.flatMap(({ use, written }) => (written === undefined ? [] : [{ file: written, use }])),
    ...found.flatMap(({ use, alsoRead }) =>
      alsoRead.map((file) => ({ file, use: { ...use, isOnlyRead: true } })),
    ),
  ]
}

/** True for docker's file where docker cannot use it either. */
function isReported({ path }: LoginFile, search: LoginSearch): boolean {
  if (path !== dockerConfigPath(search)) return false
  return (
    judgeLoginFile({ kind: 'docker', content: readLoginFile(path), registry: search.registry }).length > 0
  )
}
