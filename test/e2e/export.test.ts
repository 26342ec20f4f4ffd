import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { plainYaml } from '../../src/export/encode.ts'
import { pullSecret } from '../../src/export/pull-secret.ts'
import { startCluster } from '../helpers/cluster.ts'
import { CLOSED_IMAGE, OPEN_IMAGE } from '../helpers/deepgram-registry.ts'
import { runDgsh } from '../helpers/dgsh.ts'
import { expectEnd, openDgsh } from '../helpers/dgsh-terminal.ts'
import { knownCredential } from '../helpers/lifecycle.ts'
import { oddSecret } from '../helpers/odd-secrets.ts'
import { describeWith } from '../helpers/parts.ts'
import { type Quay, startQuay } from '../helpers/quay.ts'
import { runProgram, succeed } from '../helpers/run-program.ts'
import { idOf } from '../helpers/samples.ts'
import { holds } from '../helpers/sentinel.ts'
import { temporaryDirectory, temporaryHome } from '../helpers/temporary.ts'

/** `DGSH_TEST_SECRETS=2000` compares more with kubectl. */
const COUNT = Number(process.env.DGSH_TEST_SECRETS ?? 60)

const first = knownCredential('8b1f4d07-6c2e-4a95-b3d8-50e7c9a1f264')

const NAMES = ['dg-regcred', 'a.0-b.c', 'no', '0', 'x'.repeat(253)]
const NAMESPACES = [undefined, 'dg-self-hosted', 'null', '1', 'x'.repeat(63)]
const REGISTRIES = ['quay.io', 'registry.example.com:5000', '127.0.0.1:5000']

describeWith(['kubectl'], 'a pull secret', () => {
  const env = { PATH: process.env.PATH ?? '', HOME: temporaryDirectory() }
  const kubectl = (args: readonly string[], input?: string) => succeed(['kubectl', ...args], { env, input })

  it(`is the one that kubectl makes, for ${COUNT} secrets`, async () => {
    for (let number = 0; number < COUNT; number += 1) {
      const pick = <Value>(values: readonly Value[]) => values[number % values.length] as Value
      const [name, namespace, registry] = [pick(NAMES), pick(NAMESPACES), pick(REGISTRIES)]
      const [secret, username] = [oddSecret(number), `deepgram+${idOf(number)}`]
      const login = [`--docker-server=${registry}`, `--docker-username=${username}`]
      const place = namespace === undefined ? [] : ['--namespace', namespace]
      const make = ['create', 'secret', 'docker-registry', name, ...login, `--docker-password=${secret}`]
      const made = await kubectl([...make, ...place, '--dry-run=client', '-o', 'json'])
      const { metadata, ...theirs } = JSON.parse(made)
      // kubectl 1.32 writes what the server fills in; from 1.33 on it does not.
      delete metadata.creationTimestamp
      const own = pullSecret({ registry, username, secret }, { name, namespace })
      const read = await kubectl(['annotate', '--local', '-f', '-', 'a=b', '-o', 'json'], plainYaml(own))
      const { metadata: ownMetadata, ...ours } = JSON.parse(read)
      delete ownMetadata.annotations
      // The same bytes: a kubelet would compare nothing else.
      expect({ ...ours, metadata: ownMetadata }, secret).toEqual({ ...theirs, metadata })
      expect(JSON.parse(JSON.stringify(own)), secret).toEqual({ ...theirs, metadata })
    }
  })

  it('of dgsh export k8s is read by kubectl and found by dgsh where', async () => {
    const home = temporaryHome()
    const env = { DGSH_REGISTRY: 'quay.io' }
    const args = ['export', 'k8s', first.id, '--secret-stdin', '--namespace', 'dg-self-hosted']
    const { code, stdout, stderr } = await runDgsh(args, { home, env, input: first.secret })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const secret = JSON.parse(await kubectl(['annotate', '--local', '-f', '-', 'a=b', '-o', 'json'], stdout))
    const { kubeconfig } = await startCluster([secret])
    const where = await runDgsh(['where', first.id, '--context', 'test', '-o', 'tsv', '--columns', 'place'], {
      home,
      env: { ...env, KUBECONFIG: kubeconfig },
    })
    expect(where.stdout).toContain('dg-self-hosted/dg-regcred in test')
    const json = await runDgsh([...args, '-o', 'json'], { home, env, input: first.secret })
    expect(JSON.parse(json.stdout).data).toEqual(secret.data)
  })
})

describeWith(
  ['docker', 'docker-registry', 'openssl', 'podman', 'skopeo'],
  'an exported docker config',
  () => {
    let quay: Quay
    beforeAll(async () => {
      quay = await startQuay()
    })

    /** A home in which docker's and podman's files are what dgsh exported, and nothing else. */
    async function exported() {
      const home = temporaryHome()
      const { sandbox } = quay.registry
      const env = { ...sandbox.environment, DGSH_REGISTRY: 'quay.io' }
      const docker = join(home.path, 'exported')
      mkdirSync(docker)
      const file = join(docker, 'config.json')
      const args = ['export', 'docker-config', first.id, '--secret-stdin', '--file', file]
      const { code, stdout, stderr } = await runDgsh(args, { home, env, input: first.secret })
      expect({ code, stdout }, stderr).toEqual({ code: 0, stdout: '' })
      const own = { ...home.env, ...quay.environment, DOCKER_CONFIG: docker, REGISTRY_AUTH_FILE: file }
      return { home, file, docker, run: (argv: readonly string[]) => runProgram(argv, { env: own }) }
    }

    it("works as docker's config.json, and opens no more than the credential does", async () => {
      const { run } = await exported()
      const inspect = (image: string) => run(['docker', 'manifest', 'inspect', `quay.io/${image}`])
      expect(await inspect(OPEN_IMAGE)).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('schemaVersion'),
      })
      expect((await inspect(CLOSED_IMAGE)).code).not.toBe(0)
    })

    it('works as the REGISTRY_AUTH_FILE of skopeo and podman', async () => {
      const { run } = await exported()
      const inspect = (image: string) => run(['skopeo', 'inspect', '--raw', `docker://quay.io/${image}`])
      expect(await inspect(OPEN_IMAGE)).toMatchObject({ code: 0 })
      expect((await inspect(CLOSED_IMAGE)).code).not.toBe(0)
      const login = await run(['podman', 'login', '--get-login', 'quay.io'])
      expect(login).toMatchObject({ code: 0, stdout: `${first.username}\n` })
      const pull = await run(['podman', 'pull', '--quiet', `quay.io/${OPEN_IMAGE}`])
      expect(pull.code, pull.stderr).toBe(0)
    })

    it('is what docker itself would have kept', async () => {
      const { run, file } = await exported()
      const before = JSON.parse(readFileSync(file, 'utf8'))
      const login = ['docker', 'login', 'quay.io', '--username', first.username, '--password-stdin']
      writeFileSync(file, JSON.stringify({ auths: { 'registry.invalid': {} } }))
      const loggedIn = await runProgram(login, {
        env: { ...temporaryHome().env, ...quay.environment, DOCKER_CONFIG: join(file, '..') },
        input: first.secret,
      })
      expect(loggedIn.code, loggedIn.stderr).toBe(0)
      expect(JSON.parse(readFileSync(file, 'utf8')).auths).toMatchObject(before.auths)
      expect((await run(['docker', 'manifest', 'inspect', `quay.io/${OPEN_IMAGE}`])).code).toBe(0)
    })
  },
)

describeWith(['tmux'], 'an export on a terminal', () => {
  it.each(['k8s', 'docker-config', 'k3s'])('shows a placeholder: %s', async (verb) => {
    const home = temporaryHome()
    const terminal = await openDgsh(['export', verb, first.id], { home })
    const text = await expectEnd(terminal, 0)
    expect(text).toMatch(/<(?:base64 with )?the secret of deepgram\+/)
    expect(text).toContain('--reveal')
    expect(holds(text, first.secret)).toBe(false)
  })
})
