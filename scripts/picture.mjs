// `npm run picture`: draws docs/terminal.svg from what dgsh really prints in a terminal. Needs tmux and docker.
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { renderSvg } from './ansi-to-svg.mjs'

const WIDTH = 100
const root = fileURLToPath(new URL('..', import.meta.url))
const directory = mkdtempSync(join(tmpdir(), 'dgsh-picture-'))
const tmux = (/** @type {string[]} */ ...args) =>
  execFileSync('tmux', ['-S', join(directory, 'socket'), '-f', '/dev/null', ...args], { encoding: 'utf8' })

const script = `
PS1='$ '; cd ${directory}
export HOME=${directory} DOCKER_CONFIG=${directory}/.docker
dgsh() { node ${root}/bin/dgsh.js "$@"; }
show() { printf '\\033[1m$ %s\\033[0m\\n' "$*"; eval "$*"; echo; }
printf %s "$DGSH_SANDBOX_SECRET" > secret
clear
show dgsh creds list
show 'dgsh login frankfurt --secret-stdin < secret'
echo END
sleep 60`

try {
  // One entry keeps docker from choosing a credential helper by itself.
  mkdirSync(join(directory, '.docker'))
  writeFileSync(join(directory, '.docker', 'config.json'), '{"auths":{"registry.invalid":{}}}')
  writeFileSync(join(directory, 'show.sh'), script)
  const environment = Object.entries({
    DGSH_CONFIG_DIR: directory,
    DGSH_STATE_DIR: directory,
    COLORTERM: 'truecolor',
  })
  const inside = [
    'env',
    '-u',
    'CI',
    ...environment.map((pair) => pair.join('=')),
    'node',
    join(root, 'bin/dgsh.js'),
    'sandbox',
    '--',
    'bash',
    'show.sh',
  ]
  tmux('new-session', '-d', '-x', String(WIDTH), '-y', '50', '-c', directory, inside.join(' '))
  writeFileSync(join(root, 'docs/terminal.svg'), renderSvg(await capture(), WIDTH))
} finally {
  try {
    tmux('kill-server')
  } catch {}
  rmSync(directory, { recursive: true, force: true })
}

/** The screen with its colours, as soon as the script has come to its end. */
async function capture() {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const [screen, end] = tmux('capture-pane', '-e', '-p').split(/\n\s*END\b/)
    if (screen !== undefined && end !== undefined) return screen.trimEnd()
    await sleep(100)
  }
  throw new Error(`the terminal did not come to an end:\n${tmux('capture-pane', '-p')}`)
}
