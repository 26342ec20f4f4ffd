import { beforeAll, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { startTestSandbox } from '../helpers/deepgram-registry.ts'
import { killedAt, runDgsh } from '../helpers/dgsh.ts'
import { expectEnd, openDgsh } from '../helpers/dgsh-terminal.ts'
import { createDoctor, fakeEngines, goodHome, loginEntry } from '../helpers/doctor.ts'
import type { FakeBehaviour } from '../helpers/fake-engine.ts'
import { describeWith } from '../helpers/parts.ts'
import { idOf } from '../helpers/samples.ts'
import { writeDockerConfig } from '../helpers/temporary.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startTestSandbox()
})

const { run, expectFinding } = createDoctor(() => sandbox.environment)

describe('what was left unfinished', () => {
  it('is told with the way to go on', async () => {
    const home = goodHome()
    const fakes = fakeEngines('docker')
    const env = { ...sandbox.environment, PATH: fakes.directory, ...killedAt('after requested') }
    const created = await runDgsh(['creds', 'create', '--comment', 'left', '--scope', 'api'], {
      home,
      env,
    })
    expect(created.code, created.stderr).toBe(137)
    await expectFinding(
      ['unfinished', 'warn', /creation of "left".* left unfinished/, /^dgsh creds create --resume/],
      { home },
    )
  })

  it('is nothing as long as there is nothing', async () => {
    await expectFinding(['unfinished', 'pass', /no creation/])
  })
})

describe('the pull secret', () => {
  const secretOf = (host: string) => {
    const content = JSON.stringify({ auths: { [host]: loginEntry(`deepgram+${idOf(1)}`) } })
    return JSON.stringify({
      type: 'kubernetes.io/dockerconfigjson',
      data: { '.dockerconfigjson': Buffer.from(content).toString('base64') },
    })
  }
  const withKubectl = (behaviour: FakeBehaviour) => {
    const fakes = fakeEngines('docker')
    fakes.add('kubectl', behaviour)
    return fakes
  }
  const args = ['--context', 'prod']

  it('as it should be', async () => {
    const fakes = withKubectl({ stdout: secretOf(sandbox.registry) })
    await expectFinding(
      ['pull-secret', 'pass', /dg-regcred in namespace dg-self-hosted logs in/],
      { env: { PATH: fakes.directory } },
      args,
    )
    expect(fakes.calls('kubectl').map(({ argv }) => argv)).toEqual([
      ['--context=prod', '--namespace=dg-self-hosted', 'get', 'secret', 'dg-regcred', '-o', 'json'],
    ])
  })

  it('for another registry, in another place', async () => {
    const { directory } = withKubectl({ stdout: secretOf('docker.io') })
    const more = [...args, '--namespace', 'speech', '--secret-name', 'pull']
    await expectFinding(
      ['pull-secret', 'fail', /pull in namespace speech has logins for docker\.io only/, /kubectl/],
      { env: { PATH: directory } },
      more,
    )
  })

  it('without kubectl', async () => {
    await expectFinding(['pull-secret', 'fail', /kubectl cannot be started/, /install kubectl/], {}, args)
  })

  it.each([
    [['--namespace', 'speech'], 'need --context'],
    [['--context', 'prod', '--secret-name', '--all'], '--secret-name cannot be "--all"'],
  ])('%j is refused', async (words, message) => {
    const { code, stderr } = await run(words)
    expect(code).toBe(2)
    expect(stderr).toContain(message)
  })
})

describe('side by side', () => {
  it('what is slow does not wait for what is slow', async () => {
    const fakes = fakeEngines('docker')
    const measure = async () => {
      const home = goodHome()
      writeDockerConfig(home.dockerConfig, { credsStore: 'slow' })
      const started = Date.now()
      await run([], { home, env: { PATH: fakes.directory } })
      return Date.now() - started
    }
    fakes.add('docker-credential-slow', { stdout: '{}' })
    const quick = await measure()
    fakes.add('docker-credential-slow', { stdout: '{}', sleeps: 2 })
    fakes.add('docker', { stdout: 'docker version 9.9.9', sleeps: 2 })
    const slow = await measure()
    expect(slow).toBeGreaterThan(quick + 1500)
    expect(slow).toBeLessThan(quick + 3900)
  })
})

describeWith(['tmux'], 'in a terminal', () => {
  it('shows marks and fixes, and nothing of the progress stays', async () => {
    const home = goodHome()
    writeDockerConfig(home.dockerConfig, { credsStore: 'desktop' })
    const fakes = fakeEngines('docker')
    const env = { ...sandbox.environment, PATH: `${fakes.directory}:${process.env.PATH}` }
    const text = await expectEnd(await openDgsh(['doctor'], { home, env, columns: 80 }), 7)
    expect(text).toMatch(
      /^1 problem, (?:\d+ warnings?, )?\d+ checks passed \(--all shows them\)\n\n✗ fail {2}/,
    )
    expect(text).toMatch(/^✗ fail {2}docker-credential-desktop, .*\n {8}\S/m)
    expect(text).toMatch(/^ {8}fix: install it, or remove credsStore/m)
    expect(text).not.toContain('checking')
    expect(text).not.toMatch(/api-key|✓/)
    const all = await expectEnd(await openDgsh(['doctor', '--all'], { home, env, columns: 80 }), 7)
    expect(all).toMatch(/^ {2}✓ pass {2}api-key {8}Deepgram accepts/m)
    expect(all).toMatch(/^ {2}✗ fail {2}docker-helper {2}docker-credential-desktop, /m)
  })

  it('shows how far it is, and ends with Ctrl-C', async () => {
    const home = goodHome()
    const fakes = fakeEngines()
    fakes.add('docker', { hangs: true })
    const env = { ...sandbox.environment, PATH: `${fakes.directory}:${process.env.PATH}` }
    const terminal = await openDgsh(['doctor'], { home, env })
    await terminal.waitFor(/checking … \d+ of \d+/)
    await terminal.press('C-c')
    expect(await expectEnd(terminal, 130)).not.toContain('checking')
  })
})
