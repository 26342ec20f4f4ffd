import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryDirectory } from './temporary.ts'

/** A credential helper in a directory of its own. */
export interface FakeHelper {
  /** The directory, to be put on PATH. */
  directory: string
  /** Its calls in their order: the verb, and what it was given, but `{}` for a login. */
  calls(): string[]
}

/** Makes a credential helper that keeps logins in a file, each by its server, and records how it is called. */
export function fakeHelper(name = 'docker-credential-fake'): FakeHelper {
  const directory = temporaryDirectory()
  const [logins, calls] = [join(directory, 'logins'), join(directory, 'calls')]
  writeFileSync(
    join(directory, name),
    `#!${process.execPath}
const { appendFileSync, existsSync, readFileSync, writeFileSync } = require('node:fs')
const [verb, input] = [process.argv[2], readFileSync(0, 'utf8')]
appendFileSync(${JSON.stringify(calls)}, \`\${verb} \${input.includes('{') ? '{}' : input}\\n\`)
const logins = existsSync(${JSON.stringify(logins)}) ? JSON.parse(readFileSync(${JSON.stringify(logins)})) : {}
const keep = () => writeFileSync(${JSON.stringify(logins)}, JSON.stringify(logins))
const names = () => Object.fromEntries(Object.values(logins).map((login) => [login.ServerURL, login.Username]))
if (verb === 'list') console.log(JSON.stringify(names()))
else if (verb === 'store') (logins[JSON.parse(input).ServerURL] = JSON.parse(input)), keep()
else if (verb === 'erase') delete logins[input.trim()], keep()
else if (logins[input]) console.log(JSON.stringify(logins[input]))
else console.log('credentials not found in native keychain'), (process.exitCode = 1)
`,
  )
  chmodSync(join(directory, name), 0o755)
  return {
    directory,
    calls: () => (existsSync(calls) ? readFileSync(calls, 'utf8').trim().split('\n') : []),
  }
}
