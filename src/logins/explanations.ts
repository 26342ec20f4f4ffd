import type { FailureKind } from '../engines/outcome.ts'
import type { ErrorCode } from '../errors.ts'
import { isLoopback } from '../loopback.ts'
import { type RefusalReason, readReason } from '../registry/quay-words.ts'
import type { Engine } from './engine.ts'

/** The login that failed. */
export interface FailedLogin {
  engine: Engine
  registry: string
  username: string
}

/** What is told of a login that failed. */
export interface Explanation {
  code: ErrorCode
  sentence: string
  hint: string
}

type Explain = (login: FailedLogin, said: string) => Explanation

/** What is told of each kind; `broken`: the engine's program is not one that works. */
export const EXPLANATIONS: Readonly<Record<FailureKind | 'broken', Explain>> = {
  refused: ({ registry, username }, said) => ({
    code: 'login_refused',
    sentence: `${registry} refuses the login of ${username}`,
    hint: REFUSAL_HINTS[readReason(said) ?? 'rejected'],
  }),
  forbidden: ({ registry }) => ({
    code: 'login_refused',
    sentence: `${registry}, or a filter on the way to it, forbids the login`,
    hint: `a filter shows a web page at https://${registry}/v2/; to see what ${registry} says to the credential: dgsh verify`,
  }),
  unreachable: ({ engine, registry }) => ({
    code: 'registry_unreachable',
    sentence: `${engine.name} cannot reach ${registry}`,
    hint: 'check the network and the name of the registry',
  }),
  failing: ({ registry }) => ({
    code: 'server_error',
    sentence: `${registry} fails to answer the login`,
    hint: 'try again later',
  }),
  'rate-limited': ({ registry }) => ({
    code: 'rate_limited',
    sentence: `${registry} answers that there were too many requests`,
    hint: 'wait a minute and try again',
  }),
  page: ({ registry }) => ({
    code: 'invalid_response',
    sentence: `a web page answers the login in place of ${registry}`,
    hint: `a proxy, a filter or a sign-in page of the network is in between: open https://${registry}/v2/ in a browser`,
  }),
  'no-registry': ({ registry }) => ({
    code: 'invalid_response',
    sentence: `${registry} does not answer as a registry does`,
    hint: 'check the name of the registry, and what answers there: dgsh doctor',
  }),
  untrusted: ({ engine, registry }) => ({
    code: 'registry_unreachable',
    sentence: `${engine.name} does not trust the TLS connection to ${registry}`,
    hint:
      engine.name === 'docker'
        ? 'behind a proxy that inspects TLS, add its CA to the system; if this docker is really podman, pass --engine podman'
        : 'behind a proxy that inspects TLS, add its CA to the system',
  }),
  'no-tls': ({ engine, registry }) => ({
    code: 'registry_unreachable',
    sentence: `${engine.name} wants TLS, and ${registry} answers without it`,
    hint: hintWithoutTls(engine.name, registry),
  }),
  proxy: ({ engine, registry }) => ({
    code: 'registry_unreachable',
    sentence: `the proxy does not let ${engine.name} through to ${registry}`,
    hint: 'check HTTPS_PROXY and NO_PROXY, and their user and password',
  }),
  helper: ({ engine }, said) => ({
    code: 'login_refused',
    sentence: `${engine.name} could not keep the login: its credential store does not work`,
    hint: hintForHelper(engine.name, said),
  }),
  unsaved: ({ engine }, said) => ({
    code: 'login_refused',
    sentence: `${engine.name} could not write the login to its config file`,
    hint: hintForFile(said),
  }),
  config: ({ engine }, said) => ({
    code: 'config_invalid',
    sentence: `${engine.name} cannot use its own configuration`,
    hint: NO_RUNTIME_DIRECTORY.test(said)
      ? 'unset XDG_RUNTIME_DIR'
      : 'fix the file that it names, or move it away',
  }),
  context: ({ engine }) => ({
    code: 'engine_failed',
    sentence: `${engine.name} is set to a context that does not exist`,
    hint: 'docker context use default; if DOCKER_CONTEXT is set, unset DOCKER_CONTEXT',
  }),
  setup: ({ engine }) => ({
    code: 'engine_failed',
    sentence: `${engine.name} does not work as it is set up`,
    hint: 'check DOCKER_HOST and docker context ls',
  }),
  broken: ({ engine }) => ({
    code: 'engine_failed',
    sentence: `${engine.name} does not work here`,
    hint: `check that ${engine.name} is installed properly`,
  }),
  // Why is not known; that there is no login is.
  unknown: ({ engine, registry }) => ({
    code: 'login_refused',
    sentence: `${engine.name} could not log in to ${registry}`,
    hint: `run it again with --debug, or run ${engine.name}'s own login`,
  }),
}

const REFUSAL_HINTS: Readonly<Record<RefusalReason, string>> = {
  'wrong-secret':
    'the secret does not belong to this credential; it was shown once, when it was created. To replace it: dgsh creds rotate',
  deleted: 'the credential was deleted, or its id is mistyped; to see those that exist: dgsh creds list',
  disabled: 'the account is disabled: ask Deepgram support',
  rejected:
    'check that the secret belongs to this credential, and that the credential still exists: dgsh creds list',
}

/** docker before 28.4, and wherever its daemon runs, takes a loopback registry without TLS (docker/cli, internal/registry). */
function hintWithoutTls(engine: string, registry: string): string {
  if (!isLoopback(registry)) return 'check the name and the port of the registry: dgsh config get registry'
  if (engine !== 'docker') return 'a loopback registry without TLS needs --tls-verify=false'
  return 'docker 28.4 and newer wants TLS there unless its daemon runs: start the daemon, or use another engine, such as --engine podman --tls-verify=false'
}

/** The end of what a system call says, as Go has it. */
const FILE_HINTS: readonly [RegExp, string][] = [
  [
    /: device or resource busy\W*$/,
    'the file is mounted by itself, and the engine replaces it: mount its directory instead',
  ],
  [
    /: invalid cross-device link\W*$/,
    'the file is a link to another file system, which the engine cannot replace: put the file itself there',
  ],
  [/: (?:is a directory|file exists)\W*$/, 'a directory stands where the file should be: move it away'],
  [
    /: not a directory\W*$/,
    'a part of the path it names is a file: check DOCKER_CONFIG or REGISTRY_AUTH_FILE',
  ],
  [
    /: (?:permission denied|operation not permitted|read-only file system)\W*$/,
    'check the owner and the permissions of the directory that it names',
  ],
  [/: (?:no space left on device|disk quota exceeded)\W*$/, 'make room on the file system that it names'],
]

function hintForFile(said: string): string {
  return FILE_HINTS.find(([end]) => end.test(said.trim()))?.[1] ?? 'check the directory that it names'
}

/** A helper that is not there was named by the config file: one that the engine picks by itself is on PATH. */
function hintForHelper(engine: string, said: string): string {
  if (/executable file not found/.test(said))
    return `install the helper that "credsStore" or "credHelpers" in ${engine}'s config file names, or remove it there`
  if (/\bpass not initialized\b|"pass init"/.test(said)) return 'set up pass: pass init <gpg-id>'
  return 'see which helper it uses, and what that needs: dgsh doctor'
}

/** containers/image, pkg/docker/config: as after `su`, which keeps the variable of another user's session. */
const NO_RUNTIME_DIRECTORY = /directory set by \$XDG_RUNTIME_DIR does not exist/
