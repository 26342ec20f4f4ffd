import { readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { type DgshOptions, environmentOf, runDgsh } from './dgsh.ts'
import { OWN_HELPER_FILE, putOnPath } from './own-helper.ts'
import { findProgram } from './parts.ts'
import { type ProgramResult, runProgram } from './run-program.ts'
import { chooseStore, type TemporaryHome, temporaryDirectory, temporaryHome } from './temporary.ts'

/** A login as an engine has it. */
export interface FoundLogin {
  username: string
  secret: string
}

/** A home of somebody who has docker-credential-dgsh on PATH, and uses the registry of a sandbox. */
export interface HelperHome {
  home: TemporaryHome
  options: DgshOptions & { home: TemporaryHome }
  /** docker's config file. */
  file: string
  /** The login of the sandbox's first credential. */
  login: FoundLogin
  /** Returns `auth` of a login; left out, of that one. */
  auth(login?: FoundLogin): string
  /** Returns what is in docker's config file. */
  text(): string
  /** Writes docker's config file, a text as it is, and returns its text. */
  write(config: unknown): string
  /** Runs `dgsh login` for the credential, and expects that it ends well. */
  logIn(args?: readonly string[], env?: DgshOptions['env']): Promise<ProgramResult>
  /** Runs `dgsh helper` with words, and expects that it ends well. */
  helper(words: readonly string[], env?: DgshOptions['env']): Promise<ProgramResult>
  /** Runs it whatever comes of it. */
  tryHelper(words: readonly string[], env?: DgshOptions['env']): Promise<ProgramResult>
  /** The login that docker has. */
  dockers(env?: DgshOptions['env']): Promise<FoundLogin | undefined>
}

/** Makes such a home, with a store. */
export function helperHome(sandbox: Sandbox, store = 'file', home = temporaryHome()): HelperHome {
  putOnPath(home)
  chooseStore(home, store)
  const file = join(home.dockerConfig, 'config.json')
  const options = { home, env: sandbox.environment }
  const withEnv = (env: DgshOptions['env']) => ({ home, env: { ...sandbox.environment, ...env } })
  const login = { username: `deepgram+${sandbox.credentialId}`, secret: sandbox.secret }
  const tryHelper: HelperHome['tryHelper'] = (words, env) => runDgsh(['helper', ...words], withEnv(env))
  return {
    ...{ home, options, file, login, tryHelper },
    auth: ({ username, secret } = login) => Buffer.from(`${username}:${secret}`).toString('base64'),
    text: () => readFileSync(file, 'utf8'),
    write(config) {
      const content = typeof config === 'string' ? config : `${JSON.stringify(config, null, 2)}\n`
      writeFileSync(file, content, { mode: 0o600 })
      return content
    },
    logIn: async (args = [], env = {}) =>
      ended(
        await runDgsh(['login', sandbox.credentialId, '--secret-stdin', ...args], {
          ...withEnv(env),
          input: sandbox.secret,
        }),
      ),
    helper: async (words, env) => ended(await tryHelper(words, env)),
    tryHelper,
    dockers: (env) => dockersLogin(home, sandbox.registry, withEnv(env).env),
  }
}

function ended(result: ProgramResult): ProgramResult {
  if (result.code !== 0) throw new Error(`it ended with ${result.code}:\n${result.stderr}`)
  return result
}

/** A PATH with docker-credential-dgsh and these programs, and no helper that docker would pick by itself. */
export function pathWith(...names: string[]): string {
  const directory = temporaryDirectory()
  for (const name of [...names, 'node', 'env', 'sh'])
    symlinkSync(findProgram(name) ?? process.execPath, join(directory, name))
  symlinkSync(OWN_HELPER_FILE, join(directory, 'docker-credential-dgsh'))
  return directory
}

/** An engine's config file, by docker's rules. */
interface ConfigFile {
  auths?: Record<string, { auth?: string }>
  credHelpers?: Record<string, string>
  credsStore?: string
}

/** What the helper that docker's file names gives, else what is in the file. Nothing of dgsh decides that. */
async function dockersLogin(
  home: TemporaryHome,
  registry: string,
  env: DgshOptions['env'],
): Promise<FoundLogin | undefined> {
  const text = readFileSync(join(home.dockerConfig, 'config.json'), 'utf8')
  const { auths = {}, credHelpers = {}, credsStore } = JSON.parse(text) as ConfigFile
  const helper = credHelpers[registry] ?? credsStore
  if (helper !== undefined) return askHelper(helper, registry, environmentOf(home, env))
  const entry = auths[registry] ?? auths[`https://${registry}`] ?? auths[`https://${registry}/v1/`]
  return entry?.auth === undefined ? undefined : decode(entry.auth)
}

function decode(auth: string): FoundLogin {
  const text = Buffer.from(auth, 'base64').toString('utf8')
  return { username: text.slice(0, text.indexOf(':')), secret: text.slice(text.indexOf(':') + 1) }
}

async function askHelper(
  name: string,
  registry: string,
  env: Record<string, string>,
): Promise<FoundLogin | undefined> {
  const argv = ['env', `docker-credential-${name}`, 'get']
  const { code, stdout } = await runProgram(argv, { env, input: registry })
  if (code !== 0) return undefined
  const { Username: username, Secret: secret } = JSON.parse(stdout) as { Username: string; Secret: string }
  return secret === '' ? undefined : { username, secret }
}
