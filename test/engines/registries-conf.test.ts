import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { askedHelpers, parseHelpers } from '../../src/engines/registries-conf.ts'
import { temporaryDirectory } from '../helpers/temporary.ts'

describe('parseHelpers', () => {
  it.each<[text: string, names: string[]]>([
    ['', []],
    ['unqualified-search-registries = ["quay.io"]\n', []],
    ['credential-helpers = ["containers-auth.json", "pass"]\n', ['containers-auth.json', 'pass']],
    ['  credential-helpers=[\n  "a", # first\n  \'b\',\n]\n', ['a', 'b']],
    ['# credential-helpers = ["a"]\n', []],
    ['credential-helpers = []\n', []],
    ['[[registry]]\ncredential-helpers = ["a"]\n', []],
  ])('of %j', (text, names) => {
    expect(parseHelpers(text)).toEqual(names)
  })
})

describe('askedHelpers', () => {
  const SYSTEM = 'etc/containers/registries.conf'
  const OWN = 'home/ada/.config/containers/registries.conf'
  const line = (...names: string[]) => `credential-helpers = ${JSON.stringify(names)}\n`

  function asked(files: Readonly<Record<string, string>>, env: Readonly<Record<string, string>> = {}) {
    const root = temporaryDirectory()
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, name)), { recursive: true })
      writeFileSync(join(root, name), text)
    }
    const below = Object.entries(env).map(([name, value]) => [name, join(root, value)])
    const surroundings = { root, env: { HOME: join(root, 'home/ada'), ...Object.fromEntries(below) } }
    const { names, file } = askedHelpers({ ...surroundings, platform: 'linux' })
    return { names, file: file?.replace(`${root}/`, '') }
  }

  it('are the files where nothing says otherwise', () => {
    expect(asked({})).toEqual({ names: [undefined], file: undefined })
    expect(asked({ [SYSTEM]: '[[registry]]\n' })).toEqual({ names: [undefined], file: undefined })
  })

  it.each<
    [files: Record<string, string>, env: Record<string, string>, names: (string | undefined)[], file: string]
  >([
    [{ [SYSTEM]: line('a', 'containers-auth.json') }, {}, ['a', undefined], SYSTEM],
    [{ [SYSTEM]: line('a'), [OWN]: line('b') }, {}, ['b'], OWN],
    [{ [SYSTEM]: line('a'), [`${SYSTEM}.d/1.conf`]: line('b') }, {}, ['b'], `${SYSTEM}.d/1.conf`],
    [{ [`${SYSTEM}.d/1.conf`]: line('a'), [`${OWN}.d/0.conf`]: line('b') }, {}, ['b'], `${OWN}.d/0.conf`],
    // With a file of the user, those of the system are not read.
    [{ [OWN]: line('a'), [`${SYSTEM}.d/1.conf`]: line('b') }, {}, ['a'], OWN],
    [{ [SYSTEM]: line('a'), mine: line('b') }, { CONTAINERS_REGISTRIES_CONF: 'mine' }, ['b'], 'mine'],
  ])('of %j with %j', (files, env, names, file) => {
    expect(asked(files, env)).toEqual({ names, file })
  })
})
