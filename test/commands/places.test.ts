import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findPlaces, isDeliverable } from '../../src/commands/places.ts'
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
    const auths = { 'quay.io': entry(`deepgram+${FIRST}`), 'gcr.io': entry(`deepgram+${SECOND}`) }
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

  it('asks about the registry in use', async () => {
    const auths = { '127.0.0.1:5000': entry(`deepgram+${FIRST}`) }
    const { context } = contextWith({ auths }, {}, { flags: { registry: '127.0.0.1:5000' } })
    expect((await findPlaces([FIRST], context)).get(FIRST)).toHaveLength(1)
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
