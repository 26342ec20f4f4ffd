// `npm run demo`: what a newcomer runs first. Everything it writes goes with the sandbox, and what it shows
// comes from the program as it is installed, run inside `dgsh sandbox`.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('../bin/dgsh.js', import.meta.url))
const self = fileURLToPath(import.meta.url)

// Ctrl-C ends what runs inside; this process stays to clean up.
process.on('SIGINT', () => {})
process.exitCode = process.argv[2] === 'inside' ? showInside() : startSandbox()

/** Starts the sandbox with this script inside; in there nothing of the user's is used. */
function startSandbox() {
  const kept = Object.entries(process.env).filter(([name]) => !/^(?:DGSH|DEEPGRAM)_/.test(name))
  const env = Object.fromEntries(kept)
  return run(process.execPath, [program, 'sandbox', '--', process.execPath, self, 'inside'], { env })
}

/** The steps of the demo, with the environment of the sandbox. */
function showInside() {
  const credential = process.env.DGSH_SANDBOX_CREDENTIAL ?? ''
  say('A practice Deepgram and registry run on this machine now. These are the credentials of a project:')
  const listed = dgsh(['creds', 'list'])
  if (listed !== 0) return listed
  if (spawnSync('docker', ['--version']).error !== undefined) {
    say('docker is not on this machine, so the login is left out. dgsh logs podman and others in too.')
  } else {
    say(
      "This logs docker in to the practice registry (with a config of its own, not yours; the secret comes from the sandbox's environment):",
    )
    const loggedIn = dgsh(
      ['login', credential, '--engine', 'docker', '--secret-stdin'],
      process.env.DGSH_SANDBOX_SECRET,
    )
    if (loggedIn !== 0) return loggedIn
  }
  say(`Nothing of yours was touched. With a key from the Deepgram console, go on with

  npm link             puts dgsh on your PATH
  dgsh auth login      keeps the key and a project
  dgsh creds list      shows your credentials
  dgsh login           logs docker in to quay.io with one of them

and to practise first: dgsh sandbox -- bash`)
  return 0
}

/** Shows a command line, then runs it. */
function dgsh(/** @type {string[]} */ args, /** @type {string | undefined} */ input = undefined) {
  process.stdout.write(`\n$ dgsh ${args.join(' ')}\n`)
  return run(process.execPath, [program, ...args], { input })
}

/** Runs a program on this terminal; gives its exit code. */
function run(
  /** @type {string} */ file,
  /** @type {string[]} */ args,
  /** @type {{input?: string | undefined, env?: NodeJS.ProcessEnv}} */ { input, env },
) {
  const stdin = input === undefined ? 'inherit' : 'pipe'
  const { status } = spawnSync(file, args, {
    stdio: [stdin, 'inherit', 'inherit'],
    ...(input === undefined ? {} : { input }),
    env: env ?? process.env,
  })
  return status ?? 1
}

function say(/** @type {string} */ text) {
  process.stdout.write(`\n${text}\n`)
}
