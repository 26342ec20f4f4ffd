import { describe, expect, it } from 'vitest'
import {
  authFileWith,
  dockerConfigWith,
  plainConfigWith,
  variableWith,
} from '../../../src/engines/borrowed/configs.ts'
import { type ReadableConfig, readableConfig } from '../../../src/engines/borrowed/readable.ts'
import { chooseHelper } from '../../../src/engines/choose-helper.ts'
import { hostOf, type LoginConfig, loginOf, parseLoginConfig } from '../../../src/engines/login-config.ts'
import { judgeLoginFile } from '../../../src/engines/login-file-faults.ts'
import type { LoginFileKind } from '../../../src/engines/login-files.ts'
import { configFile } from '../../helpers/config-files.ts'

const COUNT = 1500
const REGISTRY = 'quay.io'
const OURS = { username: 'deepgram+x', secret: 'SECRET' }
const LENT = { registry: REGISTRY, auth: Buffer.from('deepgram+x:SECRET').toString('base64') }
const NOTHING: ReadableConfig = { auths: new Map(), credHelpers: new Map(), others: [] }

/** What an engine finds in a config: the login or the helper of each registry but the lent one. */
function foundIn(config: LoginConfig, kind: LoginFileKind, keys: Iterable<string>): Map<string, unknown> {
  const others = [...keys].filter((key) => hostOf(key) !== REGISTRY)
  return new Map(
    others.map((key) => {
      const where = { registry: hostOf(key), env: {}, platform: 'linux' } as const
      return [key, { login: loginOf(config.auths.get(key)), helper: chooseHelper(config, kind, where)?.name }]
    }),
  )
}

/** Expects that an engine reads the lent login, and of other registries what it read before. */
function expectLent(text: string, former: string, kind: LoginFileKind): void {
  JSON.parse(text)
  const lent = parseLoginConfig(text, kind)
  if (lent === undefined) throw new Error('not readable')
  expect(loginOf(lent.auths.get(REGISTRY))).toEqual(OURS)
  expect(chooseHelper(lent, kind, { registry: REGISTRY, env: {}, platform: 'linux' })).toBeUndefined()
  const faults = judgeLoginFile({ kind, content: { text }, registry: 'another.example' })
  expect(faults.filter(({ kind: what }) => ['type', 'auth', 'syntax'].includes(what))).toEqual([])
  const before = parseLoginConfig(former, kind)
  const keys = [...(before?.auths.keys() ?? []), ...(before?.credHelpers.keys() ?? []), 'unheard.example']
  expect(foundIn(lent, kind, keys)).toEqual(foundIn(before ?? lent, kind, keys))
}

describe('a login beside any config file', () => {
  const files = Array.from({ length: COUNT }, (_, number) => configFile(number, REGISTRY))
  const textOf = (bytes: Buffer) => bytes.toString('utf8')

  it('is what docker uses, and it loses none of the others', () => {
    for (const [number, { what, bytes }] of files.entries()) {
      const text = textOf(bytes)
      try {
        expectLent(dockerConfigWith(readableConfig(text, 'docker') ?? NOTHING, LENT), text, 'docker')
      } catch (error) {
        throw new Error(`${number}, ${what}: ${text}`, { cause: error })
      }
    }
  })

  it('is what podman and its kin use, and they lose none of the others', () => {
    for (const [number, { what, bytes }] of files.entries()) {
      const text = textOf(bytes)
      const own = readableConfig(text, 'containers')
      try {
        expectLent(authFileWith(own === undefined ? [] : [own], LENT), text, 'containers')
      } catch (error) {
        throw new Error(`${number}, ${what}: ${text}`, { cause: error })
      }
    }
  })

  it('is JSON for helm and in the variable, too', () => {
    for (const { bytes } of files) {
      const text = textOf(bytes)
      const helm = plainConfigWith(readableConfig(text, 'helm') ?? NOTHING, LENT, ['a.example', REGISTRY])
      expect(JSON.parse(helm).auths[REGISTRY]).toEqual({ auth: LENT.auth })
      expect(parseLoginConfig(helm, 'helm')?.credsStore).toBeUndefined()
      const variable = variableWith(text, LENT)
      if (variable !== undefined) expect(JSON.parse(variable).auths[REGISTRY]).toEqual({ auth: LENT.auth })
    }
  })
})
