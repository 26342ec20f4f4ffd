import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { OPEN_IMAGE } from '../helpers/deepgram-registry.ts'
import { putOnPath } from '../helpers/own-helper.ts'
import { homeWithPass } from '../helpers/password-store.ts'
import { type Quay, startQuay } from '../helpers/quay.ts'
import { inSession, type SessionStep, UNLOCKED } from '../helpers/secret-service.ts'
import { chooseStore, temporaryHome } from '../helpers/temporary.ts'

/** Debian has no helm, and building it takes minutes: whoever has one names it. */
const helm = process.env.DGSH_TEST_HELM ?? ''

describe.runIf(helm !== '')('helm that asks docker-credential-dgsh', () => {
  let quay: Quay
  beforeAll(async () => {
    quay = await startQuay()
  })

  it.each(['file', 'keychain', 'helper:pass'])('logs in, uses the login and logs out: %s', async (store) => {
    const { credentialId, secret } = quay.registry.sandbox
    const home = store === 'helper:pass' ? await homeWithPass() : temporaryHome()
    chooseStore(home, store)
    putOnPath(home)
    const file = join(home.path, 'helm.json')
    writeFileSync(file, JSON.stringify({ credHelpers: { 'quay.io': 'dgsh' } }), { mode: 0o600 })
    // There is no chart: the list of tags is read, and none of them is a version of one.
    const pull = [helm, 'pull', `oci://quay.io/${OPEN_IMAGE.split(':')[0]}`, '--version', '>0.0.0-0']
    const user = ['--username', `deepgram+${credentialId}`, '--password-stdin']
    const steps: SessionStep[] = [
      UNLOCKED,
      { argv: pull },
      { argv: [helm, 'registry', 'login', 'quay.io', ...user], input: secret },
      { argv: pull },
      { argv: [helm, 'registry', 'logout', 'quay.io'] },
      { argv: pull },
    ]
    const [before, login, used, logout, after] = await inSession(home, steps, {
      ...quay.environment,
      HELM_REGISTRY_CONFIG: file,
      DGSH_TIMEOUT: '30',
    })
    const refused = expect.stringMatching(/unauthorized|denied|401|403/i)
    expect(before).toMatchObject({ code: 1, stderr: refused })
    expect(login, login?.stderr).toMatchObject({ code: 0 })
    expect(used).toMatchObject({ code: 1, stderr: expect.not.stringMatching(/unauthorized|denied|401|403/i) })
    expect(used?.stderr).toMatch(/version|tag/i)
    expect(logout).toMatchObject({ code: 0 })
    expect(after).toMatchObject({ code: 1, stderr: refused })
  })
})
