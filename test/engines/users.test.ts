import { describe, expect, it } from 'vitest'
import { homeInPasswd, otherUsers } from '../../src/engines/users.ts'
import type { ExecRequest, ExecResult } from '../../src/ports.ts'

const SUDO = { SUDO_USER: 'ada', SUDO_UID: '1000', HOME: '/root' }
const ROOT = { name: 'root', home: '/root', uid: 0 }
const UNKNOWN = 'it is not known which logins the engines of ada hold: the home directory is not known'

/** Looks for other users where getent has this line, as a user with this number. */
async function find(
  env: Record<string, string>,
  { uid = 0, line = '', platform = 'linux' as NodeJS.Platform },
) {
  const requests: ExecRequest[] = []
  const exec = async (request: ExecRequest): Promise<ExecResult> => {
    requests.push(request)
    const exitCode = line === '' ? 2 : 0
    return { exitCode, signal: undefined, stdout: line, stderr: '', startError: undefined }
  }
  return { ...(await otherUsers({ env, platform, uid, exec })), requests }
}

describe('otherUsers', () => {
  it('are, under sudo, root and who called it', async () => {
    const { users, problem, requests } = await find(SUDO, {
      line: 'ada:x:1000:1000:Ada,,,:/home/ada:/bin/bash\n',
    })
    expect(users).toEqual([ROOT, { name: 'ada', home: '/home/ada', uid: 1000 }])
    expect(problem).toBeUndefined()
    expect(requests).toEqual([{ file: 'getent', args: ['passwd', 'ada'], timeoutMs: 5000 }])
  })

  it.each<[what: string, env: Record<string, string>, uid: number]>([
    ['without sudo', { HOME: '/home/ada' }, 0],
    ['after sudo to somebody who is not root', SUDO, 1001],
    ['when root called sudo', { ...SUDO, SUDO_USER: 'root', SUDO_UID: '0' }, 0],
    ['with an empty name', { ...SUDO, SUDO_USER: '' }, 0],
  ])('are none %s', async (_, env, uid) => {
    expect(await find(env, { uid })).toEqual({ users: [], problem: undefined, requests: [] })
  })

  it('are root alone, and a problem, where the home directory is not known', async () => {
    expect(await find(SUDO, {})).toMatchObject({ users: [ROOT], problem: UNKNOWN })
    const bad = await find({ ...SUDO, SUDO_UID: '1e3' }, { line: 'ada:x:1000:1000::/home/ada:' })
    expect(bad).toMatchObject({ users: [ROOT], problem: UNKNOWN, requests: [] })
    const option = await find({ ...SUDO, SUDO_USER: '--service=x' }, {})
    expect(option).toMatchObject({ users: [ROOT], requests: [] })
  })

  it('have root live elsewhere on macOS', async () => {
    const { users } = await find(SUDO, { platform: 'darwin' })
    expect(users).toEqual([{ ...ROOT, home: '/var/root' }])
  })
})

describe('homeInPasswd', () => {
  it.each<[line: string, home: string | undefined]>([
    ['ada:x:1000:1000:Ada:/home/ada:/bin/sh', '/home/ada'],
    ['ada:x:1000:1000::/home/ada', '/home/ada'],
    ['bob:x:1000:1000::/home/bob:/bin/sh', undefined],
    ['ada:x:1000:1000::home:/bin/sh', undefined],
    ['ada:x:1000:1000::/:/bin/sh', undefined],
    ['ada:x', undefined],
    ['', undefined],
  ])('of %j', (line, home) => {
    expect(homeInPasswd(line, 'ada')).toBe(home)
  })
})
