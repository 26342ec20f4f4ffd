import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { inspectDocker, parseConfigDirectory } from '../../src/engines/docker-program.ts'
import type { ExecRequest, ExecResult } from '../../src/ports.ts'
import { temporaryDirectory } from '../helpers/temporary.ts'

const HELP = `Global Options:
      --config string      Location of client config files (default
                           "/home/ada/snap/docker/2963/.docker")
  -c, --context string     Name of the context to use
`
const PLAIN = { isPodman: false, version: undefined, directory: undefined, unclear: undefined }

interface Machine {
  /** The text of the file; what it is a link to, when it starts with `->`. */
  text: string
  env?: Readonly<Record<string, string>>
  accountHome?: string
  answers?: Readonly<Record<string, string>>
}

/** What is found out of such a docker, and what it was asked. */
async function inspected({ text, env = {}, accountHome, answers = {} }: Machine) {
  const bin = join(temporaryDirectory(), 'bin')
  mkdirSync(bin)
  const file = join(bin, 'docker')
  const target = join(bin, text.replace('->', ''))
  if (text.startsWith('->')) symlinkSync(target, file)
  writeFileSync(target === join(bin, text) ? file : target, text)
  chmodSync(file, 0o755)
  const asked: string[] = []
  const exec = async ({ args }: ExecRequest): Promise<ExecResult> => {
    asked.push(args.join(' '))
    const stdout = answers[args[0] ?? '']
    const result = { signal: undefined, stderr: '', startError: undefined }
    return { ...result, exitCode: stdout === undefined ? 1 : 0, stdout: stdout ?? '' }
  }
  const access = {
    env: { HOME: '/home/ada', PATH: bin, ...env },
    platform: 'linux' as const,
    exec,
    accountHome,
  }
  return { docker: await inspectDocker(access), asked }
}

describe('inspectDocker', () => {
  it('is undefined where there is none', async () => {
    const exec = () => Promise.reject(new Error('nothing is to be run'))
    expect(await inspectDocker({ env: { PATH: '/nowhere' }, platform: 'linux', exec })).toBeUndefined()
  })

  it.each(['\x7fELF', '#!/bin/sh\nexec /usr/lib/docker "$@"\n'])(
    'asks plain docker nothing: %j',
    async (text) => {
      expect(await inspected({ text })).toEqual({ docker: PLAIN, asked: [] })
    },
  )

  it('asks for the version where that matters', async () => {
    const answers = { '--version': 'Docker version 28.3.1, build 1\n' }
    const env = { DOCKER_AUTH_CONFIG: '{}' }
    const docker = { ...PLAIN, version: '28.3.1' }
    expect(await inspected({ text: '', env, answers })).toEqual({ docker, asked: ['--version'] })
  })

  it('asks where the config is when the environment does not say', async () => {
    const answers = { '--help': HELP }
    const docker = { ...PLAIN, directory: '/home/ada/snap/docker/2963/.docker' }
    const setup = { text: '', env: { HOME: '' }, accountHome: '/home/ada', answers }
    expect(await inspected(setup)).toEqual({ docker, asked: ['--help'] })
    expect((await inspected({ ...setup, env: { HOME: '', DOCKER_CONFIG: '/mine' } })).asked).toEqual([])
  })

  it.each([
    'HOME=/other exec docker "$@"',
    'exec sudo docker "$@"',
    '. /etc/docker.env',
    'exec docker --config x "$@"',
  ])('asks a wrapper: %s', async (line) => {
    const answers = { '--version': 'Docker version 28.3.1, build 1\n', '--help': HELP }
    const docker = { ...PLAIN, version: '28.3.1', directory: '/home/ada/snap/docker/2963/.docker' }
    expect(await inspected({ text: `#!/bin/sh\n${line}\n`, answers })).toEqual({
      docker,
      asked: ['--version', '--help'],
    })
  })

  it.each(['podman version 4.3.1\n', 'docker version 5.0.0\n'])('knows podman by %j', async (version) => {
    const answers = { '--version': version, '--help': HELP }
    const found = await inspected({ text: '#!/bin/sh\nexec podman "$@"\n', answers })
    expect(found).toEqual({ docker: { ...PLAIN, isPodman: true }, asked: ['--version'] })
    expect((await inspected({ text: '->podman', answers })).docker?.isPodman).toBe(true)
  })

  it('says which wrapper does not answer', async () => {
    const found = await inspected({ text: '#!/bin/sh\nexec snap run docker "$@"\n' })
    expect(found).toMatchObject({
      docker: { unclear: expect.stringMatching(/bin\/docker$/) },
      asked: ['--version'],
    })
  })
})

describe('parseConfigDirectory', () => {
  it.each<[help: string, directory: string | undefined]>([
    ['--config string   Location of client config files (default "/root/.docker")', '/root/.docker'],
    ['--config string   Location of client config files (default\n   "/a b/\\"c\\"")', '/a b/"c"'],
    ['--config string   Location of client config files (default ".docker")', '.docker'],
    ['--config string   Location of client config files', undefined],
    ['', undefined],
  ])('of %j', (help, directory) => {
    expect(parseConfigDirectory(help)).toBe(directory)
  })
})
