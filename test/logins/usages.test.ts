import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findAllUsages, findPlaces, isDeliverable, reportDeadLogins } from '../../src/logins/usages.ts'
import { type TestSetup, testContext } from '../helpers/context.ts'
import { temporaryDirectory } from '../helpers/temporary.ts'

const [FIRST, SECOND] = ['1b4e28ba-2fa1-41d2-883f-0016d3cca427', '6fa459ea-ee8a-4ca4-894e-db77e160355e']

const entry = (username: string) => ({ auth: Buffer.from(`${username}:SECRET`).toString('base64') })

/** A Context whose docker and podman have these config files. */
function contextWith(docker: unknown, podman: unknown, setup: TestSetup = {}) {
  const home = temporaryDirectory()
  const [config, authFile] = [join(home, 'docker', 'config.json'), join(home, 'auth.json')]
  mkdirSync(join(home, 'docker'))
  writeFileSync(config, typeof docker === 'string' ? docker : JSON.stringify(docker))
  writeFileSync(authFile, JSON.stringify(podman))
  const env = { HOME: home, DOCKER_CONFIG: join(home, 'docker'), REGISTRY_AUTH_FILE: authFile }
  return { ...testContext({ ...setup, env: { ...env, ...setup.env } }), config, authFile }
}

describe('findPlaces', () => {
  it('gives each credential its logins, and an empty list to one without', async () => {
    const auths = { 'quay.io': entry(`deepgram+${FIRST}`), 'gcr.io': entry('ada') }
    const { context, stderr } = contextWith(
      { auths },
      { auths: { 'quay.io/deepgram': entry(`deepgram+${FIRST.toUpperCase()}`), 'quay.io': entry('ada') } },
      { engines: ['docker'] },
    )
    const places = await findPlaces([FIRST, SECOND], context)
    expect([...places.keys()]).toEqual([FIRST, SECOND])
    expect(places.get(SECOND)).toEqual([])
    expect(places.get(FIRST)).toMatchObject([
      {
        kind: 'engine',
        engine: 'docker',
        place: '~/docker/config.json',
        deliverable: true,
        login: { key: 'quay.io' },
      },
      {
        kind: 'engine',
        engine: 'podman',
        place: '~/auth.json',
        deliverable: false,
        login: { key: 'quay.io/deepgram' },
      },
    ])
    expect(stderr()).toBe('')
  })

  it('gives those that dgsh cannot replace, of whoever reads them', async () => {
    const auths = { 'quay.io': entry(`deepgram+${FIRST}`) }
    const { context, config } = contextWith({}, {}, { engines: ['docker'] })
    const file = join(dirname(dirname(config)), 'snap', 'docker', '1', '.docker', 'config.json')
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, JSON.stringify({ auths }))
    const places = (await findPlaces([FIRST], context)).get(FIRST) ?? []
    expect(places).toMatchObject([
      {
        kind: 'elsewhere',
        holder: 'snap',
        place: '~/snap/docker/1/.docker/config.json',
        deliverable: false,
        login: { key: 'quay.io', file },
      },
    ])
    expect(places.filter(isDeliverable)).toEqual([])
  })

  it.each<[registry: string, key: string, deliverable: boolean, place: string]>([
    ['127.0.0.1:5000', '127.0.0.1:5000', true, '~/docker/config.json'],
    ['127.0.0.1:5000', 'quay.io', false, '~/docker/config.json, for quay.io'],
    ['quay.io', 'quay.io:443', false, '~/docker/config.json, for quay.io:443'],
    ['quay.io', 'https://mirror.example/v1/', false, '~/docker/config.json, for https://mirror.example/v1/'],
  ])('finds them under every key: with %s, that under %s', async (registry, key, deliverable, place) => {
    const auths = { [key]: entry(`deepgram+${FIRST}`) }
    const setup: TestSetup = { flags: { registry }, engines: ['docker'] }
    const { context } = contextWith({ auths }, {}, setup)
    const [found, ...others] = (await findPlaces([FIRST], context)).get(FIRST) ?? []
    expect(found).toMatchObject({ deliverable, place, isOfOther: !deliverable, login: { key } })
    expect(others).toEqual([])
  })

  it('notes what could not be looked at', async () => {
    const { context, stderr } = contextWith('{"auths":', { credHelpers: { 'quay.io': 'missing' } })
    await findPlaces([FIRST, SECOND], context)
    expect(stderr()).toBe(
      'note: it is not known which logins ~/docker/config.json holds: it is not in the JSON form of such files\n' +
        'note: it is not known which logins docker-credential-missing keeps, named in ~/auth.json: it is not on PATH\n',
    )
  })
})

describe('findAllUsages', () => {
  it('gives those of all users of the registry, and of credentials under every other key', async () => {
    const auths = {
      'quay.io': entry('ada'),
      'gcr.io': entry('ada'),
      'mirror.example': entry(`deepgram+${FIRST}`),
    }
    const { context } = contextWith({ auths }, {})
    expect((await findAllUsages(context)).map(({ login: { key } }) => key)).toEqual([
      'quay.io',
      'mirror.example',
    ])
  })
})

describe('reportDeadLogins', () => {
  it.each<[key: string, note: string]>([
    ['quay.io', 'its login for quay.io no longer works; to log in again: dgsh login --engine docker'],
    ['https://quay.io', 'its login for quay.io no longer works; to log in again: dgsh login --engine docker'],
    [
      'quay.io:443',
      'its login for quay.io:443 no longer works; to log in again: dgsh login --engine docker --registry quay.io:443',
    ],
    // docker logs out of a host, as it was given.
    ['quay.io/deepgram', 'its login in ~/docker/config.json no longer works: remove it there'],
    [
      'https://Mirror.example/v1/',
      'its login in ~/docker/config.json, for https://Mirror.example/v1/ no longer works: remove it there',
    ],
    [
      '$(reboot)\u001b[2J',
      'its login in ~/docker/config.json, for $(reboot) no longer works: remove it there',
    ],
  ])('says what to do about the login under %j', async (key, note) => {
    const { context, stderr } = contextWith({ auths: { [key]: entry(`deepgram+${FIRST}`) } }, {})
    reportDeadLogins(await findAllUsages(context), context.messages)
    expect(stderr()).toBe(`! docker    ${note}\n`)
  })
})
