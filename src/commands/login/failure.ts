import type { Context, ExecResult } from '../../context.ts'
import { classifyFailure, type FailureKind, lastLine } from '../../engines/outcome.ts'
import { DgshError, type ErrorCode } from '../../errors.ts'
import { debugLines, quote } from '../quote.ts'
import { type Engine, hintAtOthers } from './engine.ts'

/** The login that failed. */
export interface FailedLogin {
  engine: Engine
  registry: string
  username: string
}

interface Explanation {
  code: ErrorCode
  sentence: string
  hint: string
}

/** One sentence for why the engine did not log in, with the engine's own last line. */
export function explainLoginFailure(result: ExecResult, login: FailedLogin, context: Context): DgshError {
  const { engine } = login
  const others = hintAtOthers([engine.name], context)
  if (result.startError !== undefined) {
    return new DgshError('engine_failed', `${engine.path} cannot be started (${result.startError})`, {
      hint: others ?? `check that ${engine.name} is installed properly`,
    })
  }
  if (result.signal !== undefined) {
    return new DgshError('engine_failed', `${engine.name} was ended by ${result.signal}`, {
      hint: others ?? 'try again',
    })
  }
  debugLines(engine.name, `${result.stdout}\n${result.stderr}`, context)
  const said = lastLine(result.stderr) || lastLine(result.stdout)
  const { code, sentence, hint } = EXPLANATIONS[kindOf(result)](login, said)
  return new DgshError(code, sentence + quote(engine.name, said, context), {
    hint: code === 'engine_failed' && others !== undefined ? others : hint,
  })
}

/** A shell's codes for "not found" and "cannot be run": a wrapper whose engine is gone. */
function kindOf({ exitCode, stderr, stdout }: ExecResult): FailureKind | 'broken' {
  if (exitCode === 126 || exitCode === 127) return 'broken'
  return classifyFailure(`${stdout}\n${stderr}`)
}

type Explain = (login: FailedLogin, said: string) => Explanation

const EXPLANATIONS: Readonly<Record<FailureKind | 'broken', Explain>> = {
  refused: ({ registry, username }, said) => ({
    code: 'login_refused',
    sentence: `${registry} refuses the login of ${username}`,
    hint: hintForRefusal(said),
  }),
  unreachable: ({ engine, registry }) => ({
    code: 'registry_unreachable',
    sentence: `${engine.name} cannot reach ${registry}`,
    hint: 'check the network and the name of the registry',
  }),
  'rate-limited': ({ registry }) => ({
    code: 'rate_limited',
    sentence: `${registry} answers that there were too many requests`,
    hint: 'wait a minute and try again',
  }),
  tls: ({ engine, registry }) => ({
    code: 'registry_unreachable',
    sentence: `${engine.name} does not trust the TLS connection to ${registry}`,
    hint:
      engine.name === 'docker'
        ? 'behind a proxy that inspects TLS, add its CA to the system; if this docker is really podman, say --engine podman'
        : 'behind a proxy that inspects TLS, add its CA to the system; a loopback registry without TLS needs --tls-verify=false',
  }),
  proxy: ({ engine, registry }) => ({
    code: 'registry_unreachable',
    sentence: `the proxy does not let ${engine.name} through to ${registry}`,
    hint: 'check HTTPS_PROXY and NO_PROXY, and their user and password',
  }),
  'broken-store': ({ engine }, said) => ({
    code: 'login_refused',
    sentence: `${engine.name} could not keep the login: its credential store does not work`,
    hint: /permission denied|read-only|no space|no such file/i.test(said)
      ? 'check the permissions and the space of the directory it names'
      : `check "credsStore" and "credHelpers" in ${engine.name}'s config file, and that the helper they name is on PATH and set up`,
  }),
  broken: ({ engine }) => ({
    code: 'engine_failed',
    sentence: `${engine.name} does not work here`,
    hint: `check that ${engine.name} is installed properly`,
  }),
  unknown: ({ engine, registry }) => ({
    code: 'login_refused',
    sentence: `${engine.name} could not log in to ${registry}`,
    hint: 'run it again with --debug, or run the login of the engine by hand',
  }),
}

/** Quay's own words tell the cases apart (facts of its token endpoint, auth/credentials.py). */
function hintForRefusal(said: string): string {
  if (/and supplied password/i.test(said))
    return 'the secret does not belong to this credential: it was shown once, when it was created'
  if (/could not find robot/i.test(said))
    return 'the credential was deleted, or its id is mistyped: dgsh creds list shows those that exist'
  if (/disabled/i.test(said)) return 'the account is disabled: ask Deepgram support'
  return 'check that the secret belongs to this credential, and with dgsh creds list that the credential still exists'
}
