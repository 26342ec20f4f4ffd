import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryDirectory } from './temporary.ts'

/** A credential helper in a directory of its own. */
export interface FakeHelper {
  /** The directory, to be put on PATH. */
  directory: string
  /** Its calls in their order: the verb, and what it was given, but `{}` for a login. */
  calls(): string[]
  /** From now on it stores so many logins more, and fails at each one after them; all again without a number. */
  limit(count?: number): void
}

/** Makes a credential helper that keeps logins in a file, each by its server, and records how it is called. */
export function fakeHelper(name = 'docker-credential-fake'): FakeHelper {
  const directory = temporaryDirectory()
  const place = (file: string) => join(directory, file)
  const [logins, calls, limit] = [place('logins'), place('calls'), place('limit')]
  writeFileSync(
    join(directory, name),
    `#!${process.execPath}
const { appendFileSync, existsSync, readFileSync, writeFileSync } = require('node:fs')
const [verb, input] = [process.argv[2], readFileSync(0, 'utf8')]
appendFileSync(${JSON.stringify(calls)}, \`\${verb} \${input.includes('{') ? '{}' : input}\\n\`)
const logins = existsSync(${JSON.stringify(logins)}) ? JSON.parse(readFileSync(${JSON.stringify(logins)})) : {}
const keep = () => writeFileSync(${JSON.stringify(logins)}, JSON.stringify(logins))
const names = () => Object.fromEntries(Object.values(logins).map((login) => [login.ServerURL, login.Username]))
const limit = ${JSON.stringify(limit)}
const left = existsSync(limit) ? Number(readFileSync(limit)) : Number.POSITIVE_INFINITY
if (verb === 'store' && Number.isFinite(left)) writeFileSync(limit, String(left - 1))
if (verb === 'store' && left <= 0) console.log('no room'), (process.exitCode = 1)
else if (verb === 'list') console.log(JSON.stringify(names()))
else if (verb === 'store') (logins[JSON.parse(input).ServerURL] = JSON.parse(input)), keep()
else if (verb === 'erase') delete logins[input.trim()], keep()
else if (logins[input]) console.log(JSON.stringify(logins[input]))
else console.log('credentials not found in native keychain'), (process.exitCode = 1)
`,
  )
  chmodSync(join(directory, name), 0o755)
  return {
    directory,
    limit: (count) =>
      count === undefined ? rmSync(limit, { force: true }) : writeFileSync(limit, String(count)),
    calls: () => (existsSync(calls) ? readFileSync(calls, 'utf8').trim().split('\n') : []),
  }
}
