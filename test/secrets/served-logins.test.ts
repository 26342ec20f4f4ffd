import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { KeptLogin } from '../../src/helper/helper-file.ts'
import { endLoginsFrom, endServedLogins } from '../../src/secrets/served-logins.ts'
import { testContext } from '../helpers/context.ts'
import { idOf } from '../helpers/samples.ts'

const ID = idOf(1)
const LOGIN: KeptLogin = { username: `deepgram+${ID.toUpperCase()}`, store: 'file', entry: `secret:${ID}` }
const OTHER: KeptLogin = { username: `deepgram+${idOf(2)}`, store: 'file', entry: `secret:${idOf(2)}` }

/** A Context with logins, and one secret each in the file store. */
async function contextWith(logins: Record<string, KeptLogin>) {
  const tested = testContext()
  const file = await tested.context.helperFile()
  const store = await tested.context.stores.open('file')
  for (const [registry, login] of Object.entries(logins)) {
    await file.changeLogin(registry, login)
    await store.all.set(login.entry, 'a secret')
  }
  const left = async () => ({ logins: (await file.read()).logins, entries: await store.all.list() })
  return { ...tested, left }
}

describe('endServedLogins', () => {
  it('ends the logins of a credential at every registry, and leaves its secret in the chosen store', async () => {
    const { context, left } = await contextWith({ 'quay.io': LOGIN, 'a.example': LOGIN, 'b.example': OTHER })
    await endServedLogins(ID, context)
    expect(await left()).toEqual({ logins: { 'b.example': OTHER }, entries: [LOGIN.entry, OTHER.entry] })
  })

  it('deletes its secret in another store than the chosen one, and says so in the history', async () => {
    const { context, left } = await contextWith({ 'quay.io': LOGIN })
    const file = await context.settingsFile()
    await file.changeProfile('default', { store: 'keychain' })
    await endServedLogins(ID, context)
    expect(await left()).toEqual({ logins: {}, entries: [] })
    const { entries } = await (await context.history()).read()
    expect(entries).toMatchObject([{ action: 'secret_forgotten', credential: ID, detail: { store: 'file' } }])
  })

  it('says that it cannot, and fails for nobody', async () => {
    const { context, stderr } = await contextWith({ 'quay.io': LOGIN })
    writeFileSync(join(context.host.paths.state, 'helper.json'), '{')
    await endServedLogins(ID, context)
    await endLoginsFrom({ name: 'file' }, LOGIN.entry, context)
    expect(stderr()).toMatch(/note: docker-credential-dgsh may still name the login: .*is not valid JSON/)
  })
})

describe('endLoginsFrom', () => {
  it('ends the logins from an entry of a store, and no others', async () => {
    const elsewhere = { ...LOGIN, store: 'keychain' }
    const { context, left } = await contextWith({
      'quay.io': LOGIN,
      'a.example': elsewhere,
      'b.example': OTHER,
    })
    await endLoginsFrom({ name: 'file' }, LOGIN.entry, context)
    expect((await left()).logins).toEqual({ 'a.example': elsewhere, 'b.example': OTHER })
  })
})
