import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { describeSource, type Import } from './helpers/source.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

const files = ['bin', 'src']
  .flatMap((directory) =>
    readdirSync(join(root, directory), { recursive: true, encoding: 'utf8' }).map((name) =>
      join(directory, name),
    ),
  )
  .filter((path) => /\.[jt]s$/.test(path))
  .map((path) => path.split(sep).join('/'))
  .sort()

const sources = files.map((path) => describeSource(path, readFileSync(join(root, path), 'utf8')))

const NEIGHBOURS = [
  'deepgram',
  'registry',
  'engines',
  'helper',
  'history',
  'journal',
  'store',
  'settings',
  'export',
  'sandbox',
  'ui',
]

/** The files beside the folders, by their height; everything may import what is lower. */
const HEIGHTS: Readonly<Record<string, number>> = {
  'src/main.ts': 6,
  'src/cli.ts': 5,
  'src/commands/global-options.ts': 3,
  'src/commands/usage.ts': 4,
  'src/app/services.ts': 4,
  'src/app/open-journal.ts': 4,
  'src/app/open-store.ts': 4,
  'src/exec.ts': 2,
  'src/exec-output.ts': 2,
  'src/app/context.ts': 1,
  'src/duration.ts': 1,
  'src/environment.ts': 1,
  'src/errors.ts': 1,
  'src/load-ahead.ts': 1,
  'src/loopback.ts': 1,
  'src/once.ts': 1,
  'src/app/repeat-options.ts': 1,
  'src/shell-word.ts': 1,
  'src/store-choice.ts': 1,
  'src/vocabulary.ts': 1,
  'src/waiting.ts': 1,
  files: 1,
  redaction: 1,
}

/** A noun's folder; for files beside the folders, the file. */
function placeOf(path: string): string {
  const [, folder = '', ...rest] = path.split('/')
  return rest.length === 0 ? path : folder
}

function heightOf(path: string): number | undefined {
  const place = placeOf(path)
  if (path.startsWith('bin/')) return 7
  if (place === 'commands') return 3
  if (place === 'credentials') return 2.5
  if (place === 'http') return 1.5
  return NEIGHBOURS.includes(place) ? 2 : HEIGHTS[place]
}

/** The file that a relative import means, from the root; undefined for a package. */
function targetOf(path: string, { specifier }: Import): string | undefined {
  if (!specifier.startsWith('.')) return undefined
  return relative(root, join(root, dirname(path), specifier))
    .split(sep)
    .join('/')
}

/** Each import of a file of ours that is not allowed, as `from → to`. */
function violations(isWrong: (from: string, to: string, imported: Import) => boolean): string[] {
  return sources.flatMap(({ path, imports }) =>
    imports.flatMap((imported) => {
      const target = targetOf(path, imported)
      return target?.startsWith('src/') && isWrong(path, target, imported) ? [`${path} → ${target}`] : []
    }),
  )
}

describe('the layers', () => {
  it('are known for every file', () => {
    expect(files.length).toBeGreaterThan(50)
    expect(files.filter((path) => heightOf(path) === undefined)).toEqual([])
  })

  it('are imported downwards; the types of the Context from anywhere', () => {
    const upwards = violations(
      (from, to, { typeOnly }) =>
        (heightOf(to) ?? 0) > (heightOf(from) ?? 0) && !(typeOnly && to === 'src/app/context.ts'),
    )
    // The Context is made of types only, so what it names is not loaded with it.
    expect(upwards.filter((line) => !line.startsWith('src/app/context.ts → '))).toEqual([])
    const loaded = violations((from, _, { typeOnly }) => from === 'src/app/context.ts' && !typeOnly)
    expect(loaded).toEqual([])
  })

  it('have neighbours that do not know each other: a command joins them', () => {
    const crossing = violations((from, to) => {
      const [here, there] = [placeOf(from), placeOf(to)]
      return here !== there && NEIGHBOURS.includes(here) && NEIGHBOURS.includes(there)
    })
    expect(crossing).toEqual([])
  })

  it('have HTTP below those of them that speak it, and it knows no more than how errors look', () => {
    const known = ['src/errors.ts', 'src/files/regular-file.ts', 'src/loopback.ts', 'src/waiting.ts']
    const outside = (path: string) => placeOf(path) !== 'http' && !known.includes(path)
    expect(violations((from, to) => placeOf(from) === 'http' && outside(to))).toEqual([])
    const users = ['http', 'deepgram', 'registry']
    // The probe sends nothing that is anybody's: the Context has it, for `dgsh doctor`.
    const isForAll = (to: string, { typeOnly }: Import) => typeOnly || to === 'src/http/probe.ts'
    expect(
      violations(
        (from, to, imported) =>
          placeOf(to) === 'http' &&
          !users.includes(placeOf(from)) &&
          !(
            ['src/app/context.ts', 'src/app/services.ts', 'commands'].includes(placeOf(from)) &&
            isForAll(to, imported)
          ),
      ),
    ).toEqual([])
  })

  it('are reached by nobody from below: cli.ts and main.ts are only for the one above', () => {
    expect(violations((from, to) => to === 'src/cli.ts' && from !== 'src/main.ts')).toEqual([])
    expect(violations((from, to) => to === 'src/main.ts' && !from.startsWith('bin/'))).toEqual([])
  })
})

/** Where each package is at home. One that is not here is not expected in src at all. */
const HOMES: Readonly<Record<string, RegExp>> = {
  '@hono/node-server': /^src\/sandbox\//,
  '@inquirer/core': /^src\/ui\/picker\.ts$/,
  '@inquirer/prompts': /^src\/ui\/prompt\.ts$/,
  '@napi-rs/keyring': /^bin\/keychain\.js$/,
  chalk: /^src\/ui\//,
  'cli-table3': /^src\/ui\//,
  commander:
    /^src\/(?:cli|usage|global-options|commands\/declare)\.ts$|^src\/commands\/(?:[^/]+\/)*index\.ts$/,
  conf: /^src\/settings\//,
  'csv-stringify': /^src\/ui\//,
  execa: /^src\/exec\.ts$/,
  got: /^src\/http\//,
  hono: /^src\/sandbox\//,
  hpagent: /^src\/http\/network\.ts$/,
  jose: /^src\/sandbox\//,
  'proper-lockfile': /^src\/settings\/file-lock\.ts$/,
  'string-width': /^src\/ui\//,
  valibot: /^src\/(?:deepgram|history|journal|registry|sandbox|settings|store)\//,
  'wrap-ansi': /^src\/ui\//,
  // To write output, and to read what k3s has in no other form.
  yaml: /^src\/(?:ui\/|engines\/k3s-registries\.ts$)/,
}

/** `@scope/name` of `@scope/name/path`; undefined for what is no package. */
function packageOf({ specifier }: Import): string | undefined {
  if (/^(?:\.|node:)/.test(specifier)) return undefined
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
}

describe('a package', () => {
  const uses = sources.flatMap(({ path, imports }) =>
    imports.flatMap((imported) => {
      const name = packageOf(imported)
      return name === undefined ? [] : [{ name, path }]
    }),
  )

  it('is used only in its one home', () => {
    expect(uses.filter(({ name, path }) => HOMES[name]?.test(path) !== true)).toEqual([])
  })

  it.each(Object.keys(HOMES))('has a home here only as long as it is used: %s', (name) => {
    expect(uses.map((use) => use.name)).toContain(name)
  })
})

describe('a source file', () => {
  it('touches the process only as main.ts', () => {
    const touching = sources.filter(({ usesProcess }) => usesProcess).map(({ path }) => path)
    expect(touching.filter((path) => !path.startsWith('bin/'))).toEqual(['src/main.ts'])
  })

  it('has at most 250 lines', () => {
    expect(sources.filter(({ lines }) => lines > 250).map(({ path }) => path)).toEqual([])
  })

  it('has functions of at most 50 lines', () => {
    expect(
      sources.flatMap(({ path, longFunctions }) => longFunctions.map((name) => `${path}: ${name}`)),
    ).toEqual([])
  })

  it('has a doc comment on every export', () => {
    expect(
      sources.flatMap(({ path, undocumented }) => undocumented.map((name) => `${path}: ${name}`)),
    ).toEqual([])
  })
})
