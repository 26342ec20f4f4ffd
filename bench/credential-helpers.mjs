// The credential helpers that the bench asks for a login: ours, and those of Debian that are installed, each with a store of its own.
import { execFileSync, spawn } from 'node:child_process'
import { accessSync, constants, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ownHelper = fileURLToPath(new URL('../bin/docker-credential-dgsh.js', import.meta.url))
const LOGIN = { Username: 'deepgram+00000000-1111-4111-8111-111111111111', Secret: 'S'.repeat(64) }

const KEY = `%no-protection
Key-Type: eddsa
Key-Curve: ed25519
Subkey-Type: ecdh
Subkey-Curve: cv25519
Name-Real: bench
Name-Email: bench@example.com
Expire-Date: 0
%commit
`

/**
 * Prepares the helpers in a home of their own. Returns lines of the shell that ask each of them, by its name, in a clean environment: with
 * NODE_EXTRA_CA_CERTS, for one, Node itself takes three times as long.
 */
export async function prepareHelpers(/** @type {string} */ node) {
  const home = mkdtempSync(join(tmpdir(), 'dgsh-bench-'))
  const path = process.env.PATH ?? ''
  /** @type {(() => void)[]} */
  const ends = [() => rmSync(home, { recursive: true, force: true })]
  const clean = (/** @type {string} */ command, more = '') =>
    `env -i PATH='${path}' HOME='${home}' ${more} ${command}`
  const get = (/** @type {string} */ command, more = '') => `${clean(command, more)} get <<<quay.io`
  writeState(home)
  /** @type {Record<string, string>} */
  const lines = { 'docker-credential-dgsh': get(`'${node}' '${ownHelper}'`) }
  if (['pass', 'gpg', 'docker-credential-pass'].every(isInstalled)) {
    const options = { env: { PATH: path, HOME: home }, stdio: /** @type {'pipe'} */ ('pipe') }
    ends.unshift(() => void execFileSync('gpgconf', ['--kill', 'gpg-agent'], options))
    mkdirSync(join(home, '.gnupg'), { mode: 0o700 })
    execFileSync('gpg', ['--batch', '--gen-key'], { ...options, input: KEY })
    execFileSync('pass', ['init', 'bench@example.com'], options)
    store('pass', options)
    lines['docker-credential-pass'] = get('docker-credential-pass')
  }
  const needed = ['dbus-run-session', 'gnome-keyring-daemon', 'docker-credential-secretservice']
  if (needed.every(isInstalled)) {
    const { address, end } = await startKeyring({ PATH: path, HOME: home, XDG_RUNTIME_DIR: home })
    ends.unshift(end)
    store('secretservice', { env: { PATH: path, HOME: home, DBUS_SESSION_BUS_ADDRESS: address } })
    lines['docker-credential-secretservice'] = get(
      'docker-credential-secretservice',
      `DBUS_SESSION_BUS_ADDRESS='${address}'`,
    )
  }
  return {
    lines,
    nothing: `${clean(`'${node}' -e 0`)} <<<quay.io`,
    close() {
      for (const end of ends) end()
    },
  }
}

/** A login in the file store, as dgsh writes it. */
function writeState(/** @type {string} */ home) {
  const directory = join(home, '.local', 'state', 'dgsh')
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const login = { username: LOGIN.Username, store: 'file', entry: 'secret:1' }
  writeFileSync(join(directory, 'helper.json'), JSON.stringify({ logins: { 'quay.io': login } }), {
    mode: 0o600,
  })
  writeFileSync(join(directory, 'store.json'), JSON.stringify({ 'secret:1': LOGIN.Secret }), { mode: 0o600 })
}

function store(/** @type {string} */ name, /** @type {object} */ options) {
  const input = JSON.stringify({ ServerURL: 'quay.io', ...LOGIN })
  execFileSync(`docker-credential-${name}`, ['store'], { ...options, input })
}

/** A D-Bus session with an unlocked keyring; it ends with its standard input. */
async function startKeyring(/** @type {Record<string, string>} */ env) {
  const script =
    'printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; echo "$DBUS_SESSION_BUS_ADDRESS"; cat'
  const session = spawn('dbus-run-session', ['--', 'bash', '-c', script], {
    env,
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const address = await new Promise((resolve) =>
    session.stdout.once('data', (data) => resolve(String(data).trim())),
  )
  return { address: String(address), end: () => void session.stdin.end() }
}

function isInstalled(/** @type {string} */ program) {
  return (process.env.PATH ?? '').split(delimiter).some((directory) => {
    try {
      accessSync(join(directory, program), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
