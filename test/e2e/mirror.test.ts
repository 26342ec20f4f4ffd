import { readdirSync } from 'node:fs'
import { beforeAll, beforeEach, expect, it } from 'vitest'
import { type DeepgramRegistry, OPEN_IMAGE, startDeepgramRegistry } from '../helpers/deepgram-registry.ts'
import { dgshArgv, environmentOf, runDgsh, startDgsh } from '../helpers/dgsh.ts'
import { expectEnd, openDgsh } from '../helpers/dgsh-terminal.ts'
import { expectError } from '../helpers/expect-error.ts'
import { fakePrograms } from '../helpers/fake-engine.ts'
import { type HeldRegistry, startHeldRegistry } from '../helpers/held-registry.ts'
import { pushTinyImage } from '../helpers/image.ts'
import { describeWith } from '../helpers/parts.ts'
import { watchProcesses } from '../helpers/process-watch.ts'
import { succeed } from '../helpers/run-program.ts'
import { filesThatHold, holds } from '../helpers/sentinel.ts'
import { traceExecutions } from '../helpers/strace.ts'
import { type TemporaryHome, temporaryHome } from '../helpers/temporary.ts'

const TAG = 'release-260115'
const ENGINE_IMAGE = `deepgram/self-hosted-engine:${TAG}`

describeWith(['docker-registry', 'skopeo', 'strace'], 'dgsh images mirror', () => {
  let source: DeepgramRegistry
  beforeAll(async () => {
    source = await startDeepgramRegistry({
      images: [ENGINE_IMAGE, 'deepgram/self-hosted-api:release-250101'],
    })
  })
  let destination: HeldRegistry
  let home: TemporaryHome
  beforeEach(async () => {
    destination = await startHeldRegistry()
    home = temporaryHome()
  })

  const argsOf = (...more: string[]) => {
    const to = ['--to', `${destination.host}/our/deepgram`]
    const access = ['--credential', source.sandbox.credentialId, '--secret-stdin']
    return ['images', 'mirror', ...to, ...access, ...more]
  }
  const surroundings = () => ({ DGSH_REGISTRY: source.host, XDG_RUNTIME_DIR: home.env.TMPDIR })
  const options = () => ({ home, env: surroundings(), input: source.sandbox.secret })
  const digestOf = async (image: string) => {
    const argv = ['skopeo', 'inspect', '--tls-verify=false', '--format', '{{.Digest}}', `docker://${image}`]
    return (await succeed(argv, { env: home.env })).trim()
  }
  const left = () => readdirSync(home.env.TMPDIR ?? '')
  const expectNothingLeft = () => {
    expect(left()).toEqual([])
    expect(filesThatHold(home.path, source.sandbox.secret)).toEqual([])
  }

  /** The same command again copies what is missing, and no more. */
  const expectToGoOn = async () => {
    destination.hold = undefined
    const again = await runDgsh(argsOf(), options())
    expect(again.code, again.stderr).toBe(0)
    expect(again.stderr).toMatch(
      /✓ present +1 of 2: [\s\S]*✓ copied +2 of 2: [\s\S]*Mirrored 2 images: 1 copied, 1 already there/,
    )
    expect(destination.pushed).toEqual(['our/deepgram/self-hosted-api', 'our/deepgram/self-hosted-engine'])
    expectNothingLeft()
  }

  it('copies the newest release of each image that may be pulled, and keeps the secret to itself', async () => {
    const argv = dgshArgv(argsOf('-o', 'json'))
    const { result, executions } = await traceExecutions(argv, {
      env: environmentOf(home, options().env),
      input: source.sandbox.secret,
    })
    expect(result.code, result.stderr).toBe(0)
    expect(JSON.parse(result.stdout)).toMatchObject([
      {
        image: `${source.host}/deepgram/self-hosted-api`,
        release: TAG,
        destination: `${destination.host}/our/deepgram/self-hosted-api:${TAG}`,
        digest: await digestOf(`${destination.host}/our/deepgram/self-hosted-api:${TAG}`),
        status: 'copied',
      },
      { image: `${source.host}/deepgram/self-hosted-engine`, status: 'copied' },
    ])
    expect(result.stderr).toContain('left out')
    expect(destination.pushed).toEqual(['our/deepgram/self-hosted-api', 'our/deepgram/self-hosted-engine'])
    expect(executions.length).toBeGreaterThan(4)
    for (const { argv: words, environment } of executions) {
      expect([...words, ...environment].filter((word) => holds(word, source.sandbox.secret))).toEqual([])
    }
    expectNothingLeft()
  })

  it('does not copy again what is there', async () => {
    expect(await runDgsh(argsOf(), options())).toMatchObject({ code: 0, stdout: '' })
    const again = await runDgsh(argsOf(), options())
    expect(again).toMatchObject({ code: 0, stdout: '' })
    expect(again.stderr).toMatch(/✓ present +2 of 2: .*\nMirrored 2 images: 2 already there\n$/)
    expect(destination.pushed).toHaveLength(2)
  })

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('resumes after %s, and leaves no file', async (signal, code) => {
    destination.hold = 'self-hosted-engine'
    const { value: ended, commandLines } = await watchProcesses(async () => {
      const running = startDgsh(argsOf(), options())
      await destination.untilHeld()
      expect(left()).toHaveLength(1)
      running.kill(signal)
      return running.ended
    })
    expect(ended.code, ended.stderr).toBe(code)
    expect(ended.stderr).toMatch(/✓ copied +1 of 2: /)
    expect(commandLines.filter((line) => holds(line, source.sandbox.secret))).toEqual([])
    expectNothingLeft()
    await expectToGoOn()
  })

  it('resumes after SIGKILL, and removes what that left', async () => {
    destination.hold = 'self-hosted-engine'
    const running = startDgsh(argsOf(), options())
    await destination.untilHeld()
    running.kill('SIGKILL')
    await running.ended
    expect(left()).toHaveLength(1)
    await expectToGoOn()
  })

  it('copies nothing when an image that was named may not be pulled', async () => {
    expectError(await runDgsh(argsOf('--image', 'api', '--image', 'billing'), options()), {
      code: 'findings',
      message: 'may not pull deepgram/self-hosted-billing: nothing was copied',
      hint: 'leave it out',
    })
    expect(destination.pushed).toEqual([])
    expectNothingLeft()
  })

  it('copies nothing when a release is not there for each image', async () => {
    expectError(await runDgsh(argsOf('--release', 'release-250101'), options()).then(withoutNotes), {
      code: 'failed',
      message: 'has no release-250101 of deepgram/self-hosted-engine',
      hint: 'dgsh images tags engine',
    })
    const one = await runDgsh(argsOf('--release', 'release-250101', '--image', 'api'), options())
    expect(one.code, one.stderr).toBe(0)
    expect(destination.pushed).toEqual(['our/deepgram/self-hosted-api'])
  })

  it('tells what skopeo said when the destination does not answer', async () => {
    const args = argsOf('--image', 'api').map((word) => word.replace(destination.host, '127.0.0.1:1'))
    expectError(await runDgsh(args, options()), {
      code: 'registry_unreachable',
      message: /skopeo could not copy .*connection refused/,
      hint: 'to resume, run the same command again',
    })
    expectNothingLeft()
  })

  it('--plan prints commands that work with a login of skopeo, and does nothing', async () => {
    const plan = await runDgsh(argsOf('--plan'), options())
    expect(plan.code, plan.stderr).toBe(0)
    const lines = plan.stdout.trimEnd().split('\n')
    expect(lines[0]).toBe(
      `skopeo copy --all --src-tls-verify=false --dest-tls-verify=false docker://${source.host}/${OPEN_IMAGE} ` +
        `docker://${destination.host}/our/deepgram/self-hosted-api:${TAG}`,
    )
    expect(lines).toHaveLength(2)
    expect(destination.pushed).toEqual([])
    expectNothingLeft()
    const login = ['login', source.sandbox.credentialId, '--secret-stdin', '--engine', 'skopeo']
    expect(await runDgsh([...login, '--tls-verify', 'false'], options())).toMatchObject({ code: 0 })
    await succeed(['sh', '-ec', plan.stdout], { env: home.env })
    expect(destination.pushed).toHaveLength(2)
  })

  it('tells when there is nothing that copies, and plans all the same', async () => {
    const env = { ...surroundings(), PATH: fakePrograms().directory }
    expectError(await runDgsh(argsOf(), { ...options(), env }), { code: 'engine_missing', hint: 'skopeo' })
    expect((await runDgsh(argsOf('--plan'), { ...options(), env })).stdout).toMatch(/^skopeo copy --all/)
  })

  it('gives crane the login in a config of docker', async () => {
    const fakes = fakePrograms()
    fakes.add('crane')
    const env = { ...surroundings(), PATH: fakes.directory }
    const result = await runDgsh(argsOf('--image', 'api'), { ...options(), env })
    expect(result.code, result.stderr).toBe(0)
    const target = `${destination.host}/our/deepgram/self-hosted-api:${TAG}`
    const calls = fakes.calls('crane')
    expect(calls.map(({ argv }) => argv)).toEqual([
      ['digest', target],
      ['copy', `${source.host}/${OPEN_IMAGE}`, target],
      ['digest', target],
    ])
    expect(calls.map(({ environment }) => environment.DOCKER_CONFIG)).toEqual([
      home.dockerConfig,
      expect.stringContaining('dgsh-login-'),
      home.dockerConfig,
    ])
    expectNothingLeft()
  })
})

describeWith(['docker-registry', 'skopeo'], 'dgsh images mirror from a registry without logins', () => {
  it('copies what it cannot know to be open, and an image for several platforms with its digest', async () => {
    const [source, destination] = await Promise.all([startHeldRegistry(), startHeldRegistry()])
    const home = temporaryHome()
    const index = await pushIndex(source.host, `deepgram/self-hosted-api`, 'release-260301')
    const options = { home, env: { DGSH_REGISTRY: source.host }, input: 'S'.repeat(64) }
    const access = ['--credential', '11111111-1111-4111-8111-111111111111', '--secret-stdin']
    const tags = await runDgsh(['images', 'tags', 'api', ...access, '-o', 'json'], options)
    expect(JSON.parse(tags.stdout)).toMatchObject([{ tag: 'release-260301', digest: index }, { tag: 'tiny' }])
    const list = await runDgsh(['images', 'list', ...access, '--columns', 'pull,release'], options)
    expect(list.stdout.split('\n')[1]).toMatch(/^unknown +release-260301$/)
    const args = ['images', 'mirror', '--to', destination.host, '--image', 'api', ...access, '-o', 'json']
    const mirror = await runDgsh(args, options)
    expect(mirror.code, mirror.stderr).toBe(0)
    expect(JSON.parse(mirror.stdout)).toMatchObject([{ status: 'copied', digest: index }])
    expect(mirror.stderr).not.toContain('note:')
    expect(JSON.parse((await runDgsh(args, options)).stdout)).toMatchObject([{ status: 'present' }])
  })
})

/** Pushes an image for two platforms and gives its digest. */
async function pushIndex(host: string, repository: string, tag: string): Promise<string> {
  await pushTinyImage(host, `${repository}:tiny`)
  const manifests = `http://${host}/v2/${repository}/manifests`
  const accept = 'application/vnd.oci.image.manifest.v1+json'
  const response = await fetch(`${manifests}/tiny`, { headers: { accept } })
  const size = (await response.arrayBuffer()).byteLength
  const digest = response.headers.get('docker-content-digest')
  const entry = { mediaType: accept, digest, size }
  const type = 'application/vnd.oci.image.index.v1+json'
  const platforms = ['amd64', 'arm64'].map((architecture) => ({
    ...entry,
    platform: { os: 'linux', architecture },
  }))
  const pushed = await fetch(`${manifests}/${tag}`, {
    method: 'PUT',
    headers: { 'content-type': type },
    body: JSON.stringify({ schemaVersion: 2, mediaType: type, manifests: platforms }),
  })
  expect(pushed.status, await pushed.text()).toBe(201)
  return pushed.headers.get('docker-content-digest') ?? ''
}

describeWith(['docker-registry', 'skopeo', 'tmux'], 'dgsh images mirror on a terminal', () => {
  const startSource = () => startDeepgramRegistry({ images: [ENGINE_IMAGE] })

  it('shows its steps as they happen, ends with Ctrl-C, and leaves no file', async () => {
    const [source, destination] = await Promise.all([startSource(), startHeldRegistry()])
    const home = temporaryHome()
    const env = { DGSH_REGISTRY: source.host, XDG_RUNTIME_DIR: home.env.TMPDIR }
    const login = ['login', source.sandbox.credentialId, '--secret-stdin', '--engine', 'skopeo']
    await runDgsh([...login, '--tls-verify', 'false'], { home, env, input: source.sandbox.secret })
    destination.hold = 'self-hosted-engine'
    const args = ['images', 'mirror', '--to', destination.host]
    const terminal = await openDgsh(args, { home, env, columns: 120 })
    await destination.untilHeld()
    await terminal.press('C-c')
    const text = await expectEnd(terminal, 130)
    expect(text).toMatch(/note: uses deepgram/)
    expect(text).toMatch(
      /Mirroring 2 images to [\s\S]*… copying +1 of 2: [\s\S]*Copying blob[\s\S]*✓ copied +1 of 2: [\s\S]*… copying +2 of 2: /,
    )
    expect(text).not.toContain('error')
    expect(readdirSync(home.env.TMPDIR ?? '')).toEqual([])
    destination.hold = undefined
    const again = await openDgsh(args, { home, env, columns: 120 })
    expect(await expectEnd(again, 0)).toMatch(
      /✓ present +1 of 2: [\s\S]*✓ copied +2 of 2: [\s\S]*Mirrored 2 images: 1 copied, 1 already there/,
    )
  })
})

function withoutNotes<Result extends { stderr: string }>(result: Result): Result {
  return { ...result, stderr: result.stderr.replace(/^note: .*\n/gm, '') }
}
