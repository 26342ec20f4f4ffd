import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import type { EngineName } from '../../src/vocabulary.ts'
import { startTestSandbox } from '../helpers/deepgram-registry.ts'
import { type DgshOptions, runDgsh, withoutRootsPower } from '../helpers/dgsh.ts'
import { checksOf } from '../helpers/doctor.ts'
import { expectError } from '../helpers/expect-error.ts'
import { listIds } from '../helpers/lifecycle.ts'
import { describeWith } from '../helpers/parts.ts'
import { succeed } from '../helpers/run-program.ts'
import { type TemporaryHome, temporaryHome } from '../helpers/temporary.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startTestSandbox()
})

/** The login of somebody else, which nobody may lose. */
const OTHER = '"other.example":{"auth":"dXNlcjpwdw=="}'

/** A machine on which a login of an engine would lose something, or fail after the registry has said yes. */
interface World {
  what: string
  engine: EngineName
  content: string | Buffer
  /** What the message names beside the file. */
  place: string
  /** Added to the environment; `~` stands for the home directory. */
  env?: Record<string, string>
  /** Relative to the home directory. */
  file?: string
  isUnreadable?: true
}

/** Engines look in all places, as nothing names a file. */
const READS_ITS_OWN = { REGISTRY_AUTH_FILE: '', DOCKER_CONFIG: '', XDG_RUNTIME_DIR: '~/runtime' }

const WORLDS: readonly World[] = [
  {
    what: 'a byte order mark',
    engine: 'docker',
    content: `\uFEFF{"auths":{${OTHER}}}`,
    place: 'byte order mark',
  },
  {
    what: 'UTF-16',
    engine: 'docker',
    content: Buffer.from(`\uFEFF{"auths":{${OTHER}}}`, 'utf16le'),
    place: 'not valid JSON',
  },
  { what: 'a comma too many', engine: 'docker', content: `{"auths":{${OTHER}},}`, place: 'line 1, column' },
  {
    what: 'text behind its end',
    engine: 'docker',
    content: `{"auths":{${OTHER}}}\n}`,
    place: 'behind the end',
  },
  {
    what: 'a file that this user may not read',
    engine: 'docker',
    content: `{"auths":{${OTHER}}}`,
    place: 'EACCES',
    isUnreadable: true,
  },
  {
    what: 'an auth that is no base64',
    engine: 'docker',
    content: `{"auths":{"bad.example":{"auth":"?"},${OTHER}}}`,
    place: 'auths["bad.example"].auth',
  },
  {
    what: 'a wrong type far from the logins',
    engine: 'docker',
    content: `{"auths":{${OTHER}},"HttpHeaders":[]}`,
    place: 'HttpHeaders must be an object',
  },
  {
    what: 'a feature that is no string',
    engine: 'docker',
    content: `{"auths":{${OTHER}},"features":{"buildkit":true}}`,
    place: 'features["buildkit"] must be a string',
  },
  {
    what: 'one name twice',
    engine: 'docker',
    content: `{"auths":{${OTHER}},"Auths":null}`,
    place: 'Auths is there more than once',
  },
  {
    what: "podman's own file that is empty",
    engine: 'podman',
    content: '',
    place: 'is empty',
    file: 'auth.json',
  },
  {
    what: "podman's own file that is cut off",
    engine: 'podman',
    content: `{"auths":{${OTHER}`,
    place: 'not valid JSON',
    file: 'auth.json',
  },
  {
    what: "docker's settings where podman writes",
    engine: 'podman',
    content: `{"auths":{${OTHER}},"credsStore":"x"}`,
    place: 'credsStore',
    env: { REGISTRY_AUTH_FILE: '' },
  },
  {
    what: 'an empty file that podman only reads',
    engine: 'podman',
    content: '',
    place: 'is empty',
    file: '.config/containers/auth.json',
    env: READS_ITS_OWN,
  },
  {
    what: 'a file with a wrong type that skopeo only reads',
    engine: 'skopeo',
    content: '{"auths":[]}',
    place: 'auths must be an object',
    file: '.config/containers/auth.json',
    env: READS_ITS_OWN,
  },
  {
    what: "docker's empty file, which docker does not mind",
    engine: 'buildah',
    content: '',
    place: 'is empty',
    env: READS_ITS_OWN,
  },
  {
    what: 'a login that skopeo does not know',
    engine: 'skopeo',
    content: '{"auths":{"o.example":{"username":"u","password":"p"}}}',
    place: 'auths["o.example"]',
    file: 'auth.json',
  },
  {
    what: "buildah's file with a wrong type",
    engine: 'buildah',
    content: `{"auths":{${OTHER}},"credHelpers":"x"}`,
    place: 'credHelpers must be an object',
    file: 'auth.json',
  },
]

function build({ content, file = '.docker/config.json', env = {}, isUnreadable }: World) {
  const home = temporaryHome()
  const path = join(home.path, file)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
  const inHome = Object.entries(env).map(([name, value]) => [name, value.replace('~', home.path)] as const)
  for (const [name, value] of inHome) if (name === 'XDG_RUNTIME_DIR') mkdirSync(value)
  if (isUnreadable) chmodSync(path, 0)
  const options: DgshOptions = {
    home,
    env: { ...sandbox.environment, ...Object.fromEntries(inHome) },
    ...(isUnreadable ? { wrapper: withoutRootsPower() } : {}),
  }
  return { path, options }
}

const logIn = (engine: EngineName, options: DgshOptions, ...args: string[]) =>
  runDgsh(['login', sandbox.credentialId, '--secret-stdin', '--engine', engine, ...args], {
    input: sandbox.secret,
    ...options,
  })

describeWith(
  ['docker', 'podman', 'skopeo', 'buildah', 'setpriv'],
  'dgsh lets no engine lose what is in a file:',
  () => {
    it.each(WORLDS)('$what ($engine)', async (world) => {
      const { path, options } = build(world)
      const tilde = `~/${world.file ?? '.docker/config.json'}`
      for (const result of [
        await logIn(world.engine, options),
        await runDgsh(['logout', '--engine', world.engine], options),
      ]) {
        expectError(result, { code: 'config_invalid', message: tilde })
        expect(result.stderr).toContain(world.place)
        expect(result.stderr).toMatch(/^hint: /m)
      }
      const checks = checksOf(await runDgsh(['doctor', '-o', 'json'], options))
      const found = checks.filter(
        ({ name, status }) => status === 'fail' && /^(?:docker-config|login-files)$/.test(name),
      )
      expect(found.map(({ message }) => message).join()).toContain(world.place)
      if (world.isUnreadable) chmodSync(path, 0o600)
      expect(readFileSync(path)).toEqual(Buffer.from(world.content))
    })

    it('the fix for a byte order mark leaves all else as it is', async () => {
      const { path, options } = build(WORLDS[0] as World)
      const checks = checksOf(await runDgsh(['doctor', '-o', 'json'], options))
      const fix = checks.find(({ name }) => name === 'docker-config')?.fix ?? ''
      await succeed(['sh', '-c', fix], { env: (options.home as TemporaryHome).env })
      expect(readFileSync(path, 'utf8')).toBe(`{"auths":{${OTHER}}}`)
      expect((await logIn('docker', options)).code).toBe(0)
      expect(readFileSync(path, 'utf8')).toContain('dXNlcjpwdw==')
    })

    it('a rotation that would have to write such a file creates nothing', async () => {
      const home = temporaryHome()
      const options = { home, env: sandbox.environment }
      await runDgsh(['config', 'set', 'store', 'file'], options)
      expect((await logIn('podman', options, '--tls-verify=false')).code).toBe(0)
      const config = JSON.parse(readFileSync(home.authFile, 'utf8'))
      const broken = JSON.stringify({ ...config, credsStore: 'x' })
      writeFileSync(home.authFile, broken)
      const ids = await listIds(sandbox)
      const result = await runDgsh(['creds', 'rotate', sandbox.credentialId, '--yes'], options)
      expectError(result, { code: 'config_invalid', message: '~/auth.json' })
      expect(readFileSync(home.authFile, 'utf8')).toBe(broken)
      expect(await listIds(sandbox)).toEqual(ids)
    })

    it('says what docker does not keep, and what it keeps', async () => {
      const home = temporaryHome()
      const file = join(home.dockerConfig, 'config.json')
      mkdirSync(home.dockerConfig, { recursive: true })
      writeFileSync(file, `{"Auths":{${OTHER}},"future":1,"HttpHeaders":{"User-Agent":"a","B":"c"}}`)
      const { code, stderr } = await logIn('docker', { home, env: sandbox.environment })
      expect(code, stderr).toBe(0)
      expect(stderr).toMatch(
        /^note: docker does not keep future, HttpHeaders\["User-Agent"\] in ~\/\.docker\/config\.json: /m,
      )
      const written = JSON.parse(readFileSync(file, 'utf8'))
      expect(written).toMatchObject({ auths: JSON.parse(`{${OTHER}}`), HttpHeaders: { B: 'c' } })
      expect(written).not.toHaveProperty('future')
    })
  },
)
