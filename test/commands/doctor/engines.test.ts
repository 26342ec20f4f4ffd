import { describe, expect, it } from 'vitest'
import { checkEngines, readVersion } from '../../../src/doctor/engines-check.ts'
import type { ExecResult } from '../../../src/ports.ts'
import type { EngineName } from '../../../src/vocabulary.ts'
import { testContext } from '../../helpers/context.ts'

describe('readVersion', () => {
  it.each<[EngineName, string, string | undefined, boolean]>([
    ['docker', 'Docker version 28.2.2, build e6534b4', '28.2.2', false],
    ['docker', 'Docker version 20.10.24+dfsg1, build 297e128', '20.10.24+dfsg1', false],
    ['docker', 'podman version 4.3.1', '4.3.1', true],
    // podman by a link of docker's name.
    ['docker', 'docker version 4.3.1', '4.3.1', true],
    [
      'docker',
      'Emulate Docker CLI using podman. Create /etc/containers/nodocker to quiet msg.\npodman version 5.0.0',
      '5.0.0',
      true,
    ],
    ['podman', 'podman version 4.3.1', '4.3.1', false],
    ['skopeo', 'skopeo version 1.9.3 commit: 1', '1.9.3', false],
    ['buildah', 'buildah version 1.28.2 (image-spec 1.0.2-dev, runtime-spec 1.0.2-dev)', '1.28.2', false],
    [
      'helm',
      'version.BuildInfo{Version:"v3.14.0", GitCommit:"3fc9f4b", GoVersion:"go1.21.5"}',
      '3.14.0',
      false,
    ],
    ['docker', 'what?', undefined, false],
  ])('%s: %s', (name, text, version, disguised) => {
    expect(readVersion(name, text)).toEqual({ version, disguised })
  })
})

/** What is found with these engines on PATH, in docker's, podman's … order, which end like this. */
async function check(engines: Partial<Record<EngineName, Partial<ExecResult>>>) {
  const names = Object.keys(engines) as EngineName[]
  const { context } = testContext({
    engines: names,
    exec: (path) =>
      names.map((name) => ({
        request: {
          file: path(name),
          args: [name === 'helm' ? 'version' : '--version'],
          timeoutMs: 3000,
          ownGroup: true,
        },
        result: engines[name] ?? {},
      })),
  })
  return (await checkEngines(context.host)).map(({ status, message }) => `${status}: ${message}`)
}

describe('the engines', () => {
  it.each<[string, Parameters<typeof check>[0], string[]]>([
    ['none', {}, ['warn: neither docker nor podman is on PATH']],
    [
      'one that cannot run containers',
      { skopeo: { stdout: 'skopeo version 1.9.3' } },
      ['warn: neither docker nor podman is on PATH, only skopeo 1.9.3'],
    ],
    ['podman alone', { podman: { stdout: 'podman version 4.3.1' } }, ['pass: podman 4.3.1']],
    [
      'docker and helm',
      { docker: { stdout: 'Docker version 28.2.2' }, helm: { stdout: 'v3.14.0' } },
      ['pass: docker 28.2.2, helm 3.14.0'],
    ],
    [
      'podman in disguise',
      { docker: { stdout: 'podman version 4.3.1', stderr: 'Emulate Docker CLI' } },
      ["pass: docker 4.3.1 (it is podman, under docker's name)"],
    ],
    [
      'one that hangs',
      { docker: { timedOut: true, exitCode: undefined } },
      ['pass: docker', 'fail: docker does not answer within 3 s'],
    ],
    [
      'one that is broken',
      { docker: { startError: 'ENOEXEC', exitCode: undefined } },
      ['pass: docker', 'fail: docker cannot be started (ENOEXEC)'],
    ],
    ['one that fails', { docker: { exitCode: 127 } }, ['pass: docker', 'fail: docker ends with 127']],
  ])('%s', async (_, engines, expected) => {
    expect(await check(engines)).toEqual(expected)
  })
})
