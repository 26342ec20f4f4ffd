import { describe, expect, it } from 'vitest'
import { DOCKER_CONFIG } from '../../src/engines/config-shapes.ts'
import { type GoValue, goDecode } from '../../src/engines/go-decode.ts'
import { helperEdits, withLogin, withoutHelper } from '../../src/engines/helper-edits.ts'
import { parseFirstValue } from '../../src/engines/json-members.ts'
import { loginOf, parseLoginConfig } from '../../src/engines/login-config.ts'
import { judgeLoginFile } from '../../src/engines/login-file-faults.ts'
import { applyEdits } from '../../src/engines/text-edits.ts'
import { undo, undoOf } from '../../src/engines/undo-edits.ts'
import { LOGINS, type WrittenConfig, writtenConfig } from '../helpers/written-configs.ts'

const REGISTRY = 'quay.io'
const COUNT = Number(process.env.DGSH_TEST_CONFIGS ?? 1000)
const NUMBERS = Array.from({ length: COUNT }, (_, number) => number)

/** Says which files fail. */
function forEachFile(check: (file: WrittenConfig) => void): void {
  const failures = NUMBERS.flatMap((number) => {
    const file = writtenConfig(number, REGISTRY)
    try {
      check(file)
      return []
    } catch (error) {
      return [`file ${number}: ${file.text}\n${error instanceof Error ? error.message : error}`]
    }
  })
  expect(failures.length, failures[0]).toBe(0)
}

function install({ text, login, keys }: WrittenConfig) {
  const edits = helperEdits(text, { registry: REGISTRY, helper: 'dgsh', keys })
  const after = applyEdits(text, [...edits.naming, ...edits.stripping])
  return { after, hunks: undoOf(text, edits, login) }
}

/** What docker understands of a text, without what an installation changes. */
function rest(text: string, keys: readonly string[]): unknown {
  const first = parseFirstValue(text)
  if ('problem' in first || first.value === undefined) throw new Error(`no JSON: ${text}`)
  const { value, faults } = goDecode(first.value, DOCKER_CONFIG)
  const plain = plainOf(value) as Record<string, Record<string, Record<string, string>>>
  for (const key of keys)
    for (const field of ['auth', 'username', 'password']) delete plain.auths?.[key]?.[field]
  const { [REGISTRY]: helper, ...others } = (plain.credHelpers ?? {}) as Record<string, unknown>
  const unknown = faults.map(({ place }) => place)
  return { helper, rest: { ...plain, credHelpers: others }, unknown }
}

function plainOf(value: GoValue): unknown {
  if (Array.isArray(value)) return value.map(plainOf)
  return value instanceof Map
    ? Object.fromEntries([...value].map(([name, one]) => [name, plainOf(one)]))
    : value
}

describe('the files of the test', () => {
  it('are sound, and of every kind', () => {
    const files = NUMBERS.map((number) => writtenConfig(number, REGISTRY))
    const faulty = files.filter(
      ({ text }) => judgeLoginFile({ kind: 'docker', content: { text }, registry: '' }).length > 0,
    )
    expect(faulty.map(({ text }) => text)).toEqual([])
    expect(new Set(files.map(({ text }) => text)).size).toBeGreaterThan(COUNT * 0.9)
    expect(files.filter(({ login }) => login !== undefined).length).toBeGreaterThan(COUNT / 2)
  })
})

describe('naming a helper in a config file', () => {
  it('keeps what docker understands of all else, and is undone byte for byte', () => {
    forEachFile((file) => {
      const { after, hunks } = install(file)
      expect(rest(after, file.keys)).toEqual({ ...(rest(file.text, file.keys) as object), helper: 'dgsh' })
      expect(after).not.toContain('SENTINEL')
      for (const login of LOGINS) {
        expect(JSON.stringify(hunks)).not.toContain(JSON.stringify(login.secret).slice(1, -1))
        expect(JSON.stringify(hunks)).not.toContain(Buffer.from(login.secret).toString('base64').slice(0, 12))
      }
      expect(hunks).toBeDefined()
      expect(undo(after, hunks ?? [], file.login)).toBe(file.text)
    })
  })

  it('is undone for another login, which is in its place then', () => {
    forEachFile((file) => {
      const { after, hunks } = install(file)
      const login = { username: 'new', secret: 'rotated/"+' }
      const { auths } = parseLoginConfig(undo(after, hunks ?? [], login)) ?? {}
      expect(file.keys.map((key) => loginOf(auths?.get(key)))).toEqual(file.keys.map(() => login))
    })
  })

  it('is undone by another way where the file was changed', () => {
    forEachFile((file) => {
      const { after } = install(file)
      const login = { username: 'ada', secret: 'SECRET' }
      const bare = withoutHelper(after, { registry: REGISTRY, helper: 'dgsh', former: null })
      const text = withLogin(bare, REGISTRY, login)
      const found = parseLoginConfig(text)
      expect(loginOf(found?.auths.get(REGISTRY))).toEqual(login)
      expect(found?.credHelpers.has(REGISTRY)).toBe(false)
      const keys = [...file.keys, REGISTRY]
      expect(judgeLoginFile({ kind: 'docker', content: { text }, registry: '' })).toEqual([])
      expect((rest(text, keys) as { rest: object }).rest).toEqual({
        ...(rest(file.text, keys) as { rest: object }).rest,
        auths: expect.anything(),
      })
    })
  })
})

describe('the layout', () => {
  it.each([
    [
      'a file of docker',
      '{\n\t"auths": {}\n}',
      '{\n\t"auths": {},\n\t"credHelpers": {\n\t\t"quay.io": "dgsh"\n\t}\n}',
    ],
    ['one line', '{"auths":{}}', '{"auths":{},"credHelpers":{"quay.io":"dgsh"}}'],
    [
      'one line with spaces',
      '{ "a": 1, "b": 2 }\n',
      '{ "a": 1, "b": 2, "credHelpers": {"quay.io": "dgsh"} }\n',
    ],
    [
      'lines of Windows',
      '{\r\n  "a": 1\r\n}\r\n',
      '{\r\n  "a": 1,\r\n  "credHelpers": {\r\n    "quay.io": "dgsh"\r\n  }\r\n}\r\n',
    ],
    ['nothing', '', '{\n\t"credHelpers": {\n\t\t"quay.io": "dgsh"\n\t}\n}'],
    ['null', 'null\n', '{\n\t"credHelpers": {\n\t\t"quay.io": "dgsh"\n\t}\n}\n'],
    ['an empty object', '{}\n', '{\n\t"credHelpers": {\n\t\t"quay.io": "dgsh"\n\t}\n}\n'],
    ['empty helpers', '{\n  "credHelpers": {}\n}', '{\n  "credHelpers": {\n    "quay.io": "dgsh"\n  }\n}'],
    ['helpers of null', '{"credHelpers":null}', '{"credHelpers":{"quay.io":"dgsh"}}'],
  ])('of %s is kept', (_, text, after) => {
    expect(install({ text, login: undefined, keys: [] }).after).toBe(after)
  })

  it('leaves an entry as docker leaves it for a helper, and what else it has', () => {
    const login = { username: 'ada', secret: 'S' }
    const text = '{"auths":{"quay.io":{"auth":"YWRhOlM="},"https://quay.io":{"email":"e","auth":"YWRhOlM="}}}'
    expect(install({ text, login, keys: ['quay.io', 'https://quay.io'] }).after).toBe(
      '{"auths":{"quay.io":{},"https://quay.io":{"email":"e"}},"credHelpers":{"quay.io":"dgsh"}}',
    )
  })

  it('is not recorded where the login cannot be written again as it was', () => {
    const text = '{"auths":{"quay.io":{"auth":"YWRhOlM\\u003d\\n"}}}'
    const login = { username: 'ada', secret: 'S' }
    expect(install({ text, login, keys: ['quay.io'] }).hunks).toBeUndefined()
  })

  it('takes a helper out again without a trace', () => {
    const text = '{\n\t"a": 1,\n\t"credHelpers": {\n\t\t"quay.io": "dgsh"\n\t}\n}'
    expect(withoutHelper(text, { registry: REGISTRY, helper: 'dgsh', former: null })).toBe('{\n\t"a": 1\n}')
    expect(withoutHelper(text, { registry: REGISTRY, helper: 'dgsh', former: 'pass' })).toContain(
      '"quay.io": "pass"',
    )
    expect(withoutHelper(text, { registry: 'other.example', helper: 'dgsh', former: null })).toBe(text)
  })
})
