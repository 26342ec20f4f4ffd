import { helperProgram } from '../helper-protocol.ts'
import type { EngineLogin, LoginProblem, LoginSearch } from './engine-login.ts'
import { loginsOfNode, type NodeFile, nodeFiles } from './k3s-registries.ts'
import { findLogins, helperLists } from './logins.ts'
import { type OtherFile, otherFiles } from './other-files.ts'
import { readLoginFile } from './read-login-file.ts'
import { type ListHelper, searchFile } from './search-login-file.ts'
import { tildePath } from './surroundings.ts'
import { otherUsers } from './users.ts'

/** What is looked through beyond this user's engines. */
export type MachineSearch = LoginSearch

/** A login that lies where no engine of this user can be told to put another in its stead. */
export interface LoginElsewhere extends Pick<EngineLogin, 'username' | 'file' | 'place' | 'helper' | 'key'> {
  /** Who reads it: an engine, `snap` for docker as a snap, `k3s` or `rke2`. */
  holder: EngineLogin['engine'] | 'snap' | NodeFile['kind']
}

/** All logins on this machine that are looked for, as far as this user may see them. */
export interface MachineLogins {
  logins: EngineLogin[]
  elsewhere: LoginElsewhere[]
  problems: LoginProblem[]
}

/**
 * Finds the logins that are looked for on this machine: those of this user's engines, as {@link findLogins} does, what lies in
 * files that these do not read just now, docker's as a snap, under sudo those of the caller and of root, and those of a k3s or RKE2
 * node. `~/.dockercfg`, which docker has not written since 2015, and containerd's `hosts.toml` are not read.
 */
export async function findOnMachine(search: MachineSearch): Promise<MachineLogins> {
  const list = helperLists(search)
  const own = await findLogins(search, list)
  const { users, problem } = await otherUsers(search, search.root)
  const others = await Promise.all(otherFiles(search, users).map((file) => searchOther(file, search, list)))
  const nodes = await Promise.all(nodeFiles(search.root).map((file) => searchNode(file, search)))
  // Two files may name one helper: what it keeps is found already, with the file that is read.
  const isNew = ({ helper, key }: LoginElsewhere) =>
    helper === undefined || !own.logins.some((login) => login.helper === helper && login.key === key)
  return {
    logins: own.logins,
    elsewhere: [...others, ...nodes].flatMap(({ logins }) => logins).filter(isNew),
    problems: [
      ...own.problems,
      ...[...others, ...nodes].flatMap(({ problems }) => problems),
      ...(problem === undefined ? [] : [{ file: '', message: problem }]),
    ],
  }
}

interface FoundElsewhere {
  logins: LoginElsewhere[]
  problems: LoginProblem[]
}

async function searchOther(file: OtherFile, search: LoginSearch, list: ListHelper): Promise<FoundElsewhere> {
  // A helper answers for the user who runs it; and nobody runs, as root, what another user's file names.
  const refuse: ListHelper = async (helper) => ({
    reason: `${helperProgram(helper)} answers to its own user only`,
  })
  const { logins, problems } = await searchFile(file, search, file.owner === undefined ? list : refuse)
  return {
    logins: logins.map(({ engine, deliverable: _, ...login }) => ({
      ...login,
      holder: file.owner === 'snap' ? 'snap' : engine,
    })),
    problems,
  }
}

async function searchNode({ kind, path }: NodeFile, search: LoginSearch): Promise<FoundElsewhere> {
  const read = readLoginFile(path)
  const found = 'text' in read ? await loginsOfNode(read.text, search) : undefined
  if (found === undefined) {
    const problem = 'problem' in read ? read.problem : 'is not in the YAML form of such files'
    const message = `it is not known which logins ${path} holds: it ${problem}`
    return { logins: [], problems: [{ file: path, message }] }
  }
  const place = tildePath(path, search.env)
  return {
    logins: [...found].map(([key, { username }]) => ({
      ...{ holder: kind, username, key, file: path, place },
      helper: undefined,
    })),
    problems: [],
  }
}
