import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { plainLogin } from '../../src/helper/plain-login.ts'
import { temporaryDirectory } from '../helpers/temporary.ts'

const LOGIN = { username: 'ada', store: 'file', entry: 'secret:1' }

/** A state directory with both files. */
function stateWith(helper: unknown = { logins: { 'quay.io': LOGIN } }, store: unknown = { 'secret:1': 's' }) {
  const directory = join(temporaryDirectory(), 'dgsh')
  mkdirSync(directory, { mode: 0o700 })
  for (const [name, content] of Object.entries({ helper, store }))
    writeFileSync(join(directory, `${name}.json`), JSON.stringify(content), { mode: 0o600 })
  return directory
}

const ask = (directory: string | undefined, input = 'quay.io', trust = {}) =>
  plainLogin(input, { directory, trust })

describe('plainLogin', () => {
  it('answers with the login, by the name that was asked for', () => {
    expect(ask(stateWith(), ' https://Quay.io/v1/\r\n')).toBe(
      '{"ServerURL":"https://Quay.io/v1/","Username":"ada","Secret":"s"}\n',
    )
  })

  it.each([
    ['no server', '', {}, {}],
    ['no login for it', 'ghcr.io', {}, {}],
    ['a name from JavaScript', 'constructor', {}, {}],
    ['a login in another store', 'quay.io', { logins: { 'quay.io': { ...LOGIN, store: 'keychain' } } }, {}],
    ['a secret that is gone', 'quay.io', {}, { 'secret:2': 's' }],
    ['a secret that is none', 'quay.io', {}, { 'secret:1': 1 }],
    ['a login that is none', 'quay.io', { logins: { 'quay.io': 'x' } }, {}],
    ['a username that is none', 'quay.io', { logins: { 'quay.io': { ...LOGIN, username: 1 } } }, {}],
    ['a list of logins', 'quay.io', { logins: [] }, {}],
    ['no object', 'quay.io', [], {}],
  ])('leaves it to others with %s', (_, server, helper, store) => {
    const isEmpty = (value: object) => Object.keys(value).length === 0 && !Array.isArray(value)
    const directory = stateWith(isEmpty(helper) ? undefined : helper, isEmpty(store) ? undefined : store)
    expect(ask(directory, server)).toBeUndefined()
  })

  it.each([
    ['helper.json', 0o622],
    ['store.json', 0o644],
    ['', 0o777],
  ])('leaves it to others where %j has mode %o', (name, mode) => {
    const directory = stateWith()
    expect(ask(directory)).toBeDefined()
    chmodSync(join(directory, name), mode)
    expect(ask(directory)).toBeUndefined()
  })

  it.runIf(process.getuid !== undefined)(
    'leaves it to others where the files belong to somebody else',
    () => {
      const own = process.getuid?.() ?? 0
      expect(ask(stateWith(), 'quay.io', { user: own })).toBeDefined()
      expect(ask(stateWith(), 'quay.io', { user: own + 1 })).toBe(own === 0 ? ask(stateWith()) : undefined)
    },
  )

  it('has nothing to answer with where there is no directory', () => {
    expect(ask(undefined)).toBeUndefined()
    expect(ask(join(temporaryDirectory(), 'none'))).toBeUndefined()
  })
})
