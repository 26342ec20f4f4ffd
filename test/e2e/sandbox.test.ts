import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { dgshArgv, runDgsh, startDgsh } from '../helpers/dgsh.ts'
import { expectEnd, openDgsh } from '../helpers/dgsh-terminal.ts'
import { quote } from '../helpers/fake-engine.ts'
import { describeWith } from '../helpers/parts.ts'
import { type TemporaryHome, temporaryHome } from '../helpers/temporary.ts'

/** A home like most: engines keep their logins where they do by default, and hold some. */
function usersHome(): TemporaryHome & { readFiles(): Record<string, string> } {
  const home = temporaryHome()
  const auth = Buffer.from('user:not-to-be-touched').toString('base64')
  const logins = JSON.stringify({ auths: { 'quay.io': { auth } }, detachKeys: 'ctrl-q' })
  const containers = join(home.path, '.config', 'containers')
  mkdirSync(join(home.path, '.config', 'helm', 'registry'), { recursive: true })
  for (const file of [
    join(home.dockerConfig, 'config.json'),
    join(containers, 'auth.json'),
    join(home.path, '.config', 'helm', 'registry', 'config.json'),
  ])
    writeFileSync(file, logins)
  const { DOCKER_CONFIG: _, REGISTRY_AUTH_FILE: __, ...env } = home.env
  const runtime = join(home.path, 'runtime')
  mkdirSync(runtime, { mode: 0o700 })
  return {
    ...home,
    env: { ...env, XDG_RUNTIME_DIR: runtime },
    readFiles: () => readFiles(home.path),
  }
}

function readFiles(directory: string, wanted = /./): Record<string, string> {
  const names = readdirSync(directory, { recursive: true, encoding: 'utf8' })
  const files = names.filter((name) => wanted.test(name) && lstatSync(join(directory, name)).isFile())
  // What podman notes about its storage has nothing to do with logins.
  const own = files.filter((name) => !/^(?:storage|run|runtime\/(?:libpod|containers\/(?!auth)))/.test(name))
  return Object.fromEntries(own.sort().map((name) => [name, readFileSync(join(directory, name), 'latin1')]))
}

const shell = (script: string) => [
  'sandbox',
  '--',
  'sh',
  '-c',
  `dgsh() { ${dgshArgv([]).map(quote).join(' ')} "$@"; }\n${script}`,
]

const LOGIN =
  'printf %s "$DGSH_SANDBOX_SECRET" | dgsh login "$DGSH_SANDBOX_CREDENTIAL" --secret-stdin --engine'

describe('the sandbox', () => {
  describeWith(['docker', 'podman', 'skopeo', 'buildah'], 'with the real engines', () => {
    it.each(['docker', 'podman', 'skopeo', 'buildah'])('keeps the login of %s to itself', async (engine) => {
      const home = usersHome()
      const before = home.readFiles()
      const script = `${LOGIN} ${engine} && dgsh verify --engine ${engine} && dgsh where -o wide`
      const result = await runDgsh(shell(script), { home })
      expect(result.code, result.stderr).toBe(0)
      expect(result.stdout).toContain('dgsh-sandbox-')
      expect(home.readFiles()).toEqual(before)
    })

    it('lets podman and its kin work as they are: nobody tells them that the registry has no TLS', async () => {
      const home = usersHome()
      const before = home.readFiles()
      const script = `${LOGIN} podman && podman login --get-login "$DGSH_REGISTRY" &&
        for engine in podman skopeo buildah; do
          printf %s "$DGSH_SANDBOX_SECRET" | $engine login --username "deepgram+$DGSH_SANDBOX_CREDENTIAL" --password-stdin "$DGSH_REGISTRY" || exit
        done
        skopeo list-tags "docker://$DGSH_REGISTRY/deepgram/self-hosted-api" | grep -m 1 release-`
      const result = await runDgsh(shell(script), { home })
      expect(result.code, result.stderr).toBe(0)
      expect(home.readFiles()).toEqual(before)
    })
  })

  describeWith(['docker'], 'that is ended from outside', () => {
    it.each(['SIGTERM', 'SIGKILL', 'SIGHUP'] as const)(
      'by %s leaves the files of the user alone',
      async (signal) => {
        const home = usersHome()
        const before = home.readFiles()
        const running = startDgsh(
          shell(
            `${LOGIN} docker && echo $$ >"$DGSH_CONFIG_DIR/../new" && mv "$DGSH_CONFIG_DIR/../new" "$DGSH_CONFIG_DIR/../ready"; exec sleep 600`,
          ),
          { home },
        )
        const ready = () => readFiles(home.env.TMPDIR ?? '', /\/ready$/)
        await expect.poll(ready, { timeout: 50_000 }).not.toEqual({})
        const [shellsPid] = Object.values(ready()).map(Number)
        running.kill(signal)
        // Nobody else ends what ran inside of a dgsh that is killed.
        if (signal === 'SIGKILL') process.kill(shellsPid ?? 0, 'SIGKILL')
        await running.ended
        const left = Object.keys(home.readFiles()).filter((name) => !(name in before))
        // Nobody can clean up after a SIGKILL; what stays is of the practice only.
        expect(left.filter((name) => signal !== 'SIGKILL' || !/^tmp\/dgsh-sandbox-/.test(name))).toEqual([])
        expect(home.readFiles()).toMatchObject(before)
      },
    )
  })

  describeWith(['tmux'], 'on a terminal', () => {
    it('says in a shell where one is and how to leave', async () => {
      const terminal = await openDgsh(['sandbox', '--', 'sh'], { home: usersHome() })
      await terminal.waitFor('practice environment')
      await terminal.waitFor('Leave with: exit')
      await terminal.type('echo "in $DOCKER_CONFIG"; exit 5')
      await terminal.press('Enter')
      await expectEnd(terminal, 5)
    })

    it('says nothing for a command that is run in it', async () => {
      const terminal = await openDgsh(['sandbox', '--', 'echo', 'just this'], { home: usersHome() })
      await terminal.waitFor('just this')
      await expectEnd(terminal, 0)
      expect(await terminal.text()).not.toContain('practice')
    })
  })

  it('says nothing off a terminal, and lends no file of the user to a shell', async () => {
    const result = await runDgsh(['sandbox', '--', 'sh'], {
      input: 'echo "$DOCKER_CONFIG $REGISTRY_AUTH_FILE $HELM_REGISTRY_CONFIG $CONTAINERS_REGISTRIES_CONF"',
    })
    expect(result).toMatchObject({ code: 0, stderr: '' })
    const paths = result.stdout.trim().split(' ')
    expect(paths).toHaveLength(4)
    for (const path of paths) {
      expect(path).toContain('dgsh-sandbox-')
      expect(existsSync(path)).toBe(false)
    }
  })
})
