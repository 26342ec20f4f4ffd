import { join } from 'node:path'
import { readOwnFile } from '../files/own-file.ts'
import type { Trust } from '../files/trust.ts'
import { hostOfServer, loginAnswer, readServer } from '../helper-protocol.ts'
import { isJsonObject, parseJson } from '../json.ts'

/** Whose directory it is. */
export interface PlainPlace {
  /** The state directory; undefined where there is none. */
  directory: string | undefined
  trust: Trust
}

/**
 * Returns the answer to a `get` whose login is in the file store: every pull waits for it, so that it loads no package. Undefined for
 * all else, a failure included: the slower way finds out which.
 */
export function plainLogin(input: string, { directory, trust }: PlainPlace): string | undefined {
  const server = readServer(input)
  if (server === '' || directory === undefined) return undefined
  const read = (name: string, secret: boolean) => readJson(join(directory, name), { ...trust, secret })
  const login = member(member(read('helper.json', false), 'logins'), hostOfServer(server))
  if (member(login, 'store') !== 'file') return undefined
  const username = member(login, 'username')
  const secret = member(read('store.json', true), member(login, 'entry'))
  if (typeof username !== 'string' || typeof secret !== 'string') return undefined
  return loginAnswer({ server, username, secret })
}

function readJson(path: string, trust: Trust): unknown {
  try {
    return parseJson(readOwnFile(path, trust) ?? '')
  } catch {
    return undefined
  }
}

function member(value: unknown, name: unknown): unknown {
  return isJsonObject(value) && typeof name === 'string' && Object.hasOwn(value, name)
    ? value[name]
    : undefined
}
