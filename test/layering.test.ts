import { existsSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findCircles, isThere, type Room, readRooms, readSources, targetOf } from './helpers/rooms.ts'
import type { Import } from './helpers/source.ts'

const sources = readSources()
const rooms = readRooms()

/** The room that a file is in: the innermost one that the table names. */
function roomOf(path: string): Room | undefined {
  return rooms
    .filter((room) => (room.path.endsWith('/') ? path.startsWith(room.path) : path === room.path))
    .sort((a, b) => b.path.length - a.path.length)[0]
}

/** Each import of a file of ours that `isWrong` refuses, as `from → to`. */
function importsThat(isWrong: (from: string, to: string, imported: Import) => boolean): string[] {
  return sources.flatMap(({ path, imports }) =>
    imports.flatMap((imported) => {
      const target = targetOf(path, imported)
      return target?.startsWith('src/') && isWrong(path, target, imported) ? [`${path} → ${target}`] : []
    }),
  )
}

/** What imports what, by the names that `nameOf` gives to files; what a name has within itself does not count. */
function graphOf(nameOf: (path: string) => string): Map<string, Set<string>> {
  const graph = new Map<string, Set<string>>()
  importsThat((from, to) => {
    if (nameOf(from) !== nameOf(to))
      graph.set(nameOf(from), (graph.get(nameOf(from)) ?? new Set()).add(nameOf(to)))
    return false
  })
  return graph
}

/** A folder; a file that lies beside the folders counts by itself. */
function folderOf(path: string): string {
  return dirname(path) === 'src' ? path : dirname(path)
}

describe('the rooms', () => {
  it('are all in the table of CONTRIBUTING.md, and the table names none that is not there', () => {
    expect(sources.length).toBeGreaterThan(200)
    expect(sources.filter(({ path }) => roomOf(path) === undefined).map(({ path }) => path)).toEqual([])
    expect(rooms.filter((room) => !isThere(room))).toEqual([])
    expect(rooms.filter((room) => !sources.some(({ path }) => roomOf(path) === room))).toEqual([])
  })

  it('and the files that CONTRIBUTING.md names are there', () => {
    const page = readFileSync('CONTRIBUTING.md', 'utf8')
    const named = [...page.matchAll(/`((?:bin|src|test|scripts|docs)\/[^`<\s]*)`/g)].map(
      ([, path = '']) => path,
    )
    expect(named.length).toBeGreaterThan(40)
    expect(named.filter((path) => !existsSync(path))).toEqual([])
  })

  it('import only what stands below them: no neighbor, and nothing above', () => {
    expect(
      importsThat((from, to) => {
        const [here, there] = [roomOf(from), roomOf(to)]
        return here !== there && (there?.row ?? 0) <= (here?.row ?? 0)
      }).filter((line) => line !== LOGIN_ALIAS),
    ).toEqual([])
  })

  it('have no circles, neither of files nor of folders', () => {
    expect(findCircles(graphOf((path) => path))).toEqual([])
    expect(findCircles(graphOf(folderOf))).toEqual([])
  })

  it('hold no more than 30 % of the lines each', () => {
    const lines = new Map<string, number>()
    for (const source of sources) {
      const [, top = ''] = source.path.split('/')
      lines.set(top, (lines.get(top) ?? 0) + source.lines)
    }
    const all = sources.reduce((sum, source) => sum + source.lines, 0)
    expect([...lines].filter(([, count]) => count > all * 0.3)).toEqual([])
  })

  it('have HTTP below those of them that speak it, and it knows no more than how errors look', () => {
    const known = ['src/errors.ts', 'src/files/regular-file.ts', 'src/loopback.ts', 'src/waiting.ts']
    const isHttp = (path: string) => path.startsWith('src/http/')
    expect(importsThat((from, to) => isHttp(from) && !isHttp(to) && !known.includes(to))).toEqual([])
    const users = /^src\/(?:http|deepgram|registry)\//
    // The probe sends nothing that is anybody's: it is for `dgsh doctor`.
    const isForAll = (to: string, { typeOnly }: Import) => typeOnly || to === 'src/http/probe.ts'
    const mayProbe = /^src\/(?:app|doctor)\//
    expect(
      importsThat(
        (from, to, imported) =>
          isHttp(to) && !users.test(from) && !(mayProbe.test(from) && isForAll(to, imported)),
      ),
    ).toEqual([])
  })

  it('leave files and time to the ports and the adapters, where they decide or show something', () => {
    const rooms = /^src\/(?:commands|operations|audit|doctor|credentials|secrets|logins|installation)\//
    const direct =
      /from 'node:(?:fs|timers|perf_hooks|child_process)|\b(?:set(?:Timeout|Interval|Immediate)\(|performance\.|Date\.now|new Date\(\))/
    const isDirect = (path: string) => direct.test(readFileSync(path, 'utf8'))
    const deciding = sources.map(({ path }) => path).filter((path) => rooms.test(path))
    expect(deciding.length).toBeGreaterThan(100)
    expect(deciding.filter(isDirect)).toEqual([])
    expect(isDirect('src/app/write.ts') && isDirect('src/settings/file-lock.ts')).toBe(true)
  })
})

/** `dgsh creds login` is `dgsh login` under another noun. */
const LOGIN_ALIAS = 'src/commands/creds/index.ts → src/commands/login/index.ts'

/** Where each package is at home. One that is not here is not expected in src at all. */
const HOMES: Readonly<Record<string, RegExp>> = {
  '@hono/node-server': /^src\/sandbox\//,
  '@inquirer/core': /^src\/ui\/picker\.ts$/,
  '@inquirer/prompts': /^src\/ui\/prompt\.ts$/,
  '@napi-rs/keyring': /^bin\/keychain\.js$/,
  chalk: /^src\/ui\//,
  'cli-table3': /^src\/ui\//,
  commander: /^src\/(?:cli\.ts$|commands\/declaration\/|commands\/(?:[^/]+\/)*index\.ts$)/,
  conf: /^src\/settings\//,
  'csv-stringify': /^src\/ui\//,
  diff: /^src\/installation\/difference\.ts$/,
  execa: /^src\/exec\.ts$/,
  got: /^src\/http\//,
  hono: /^src\/sandbox\//,
  hpagent: /^src\/http\/network\.ts$/,
  jose: /^src\/sandbox\//,
  'proper-lockfile': /^src\/settings\/file-lock\.ts$/,
  'string-width': /^src\/ui\//,
  valibot: /^src\/(?:deepgram|helper|history|journal|registry|sandbox|settings|store)\//,
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
  it('touches the process only as an entry', () => {
    const touching = sources.filter(({ usesProcess }) => usesProcess).map(({ path }) => path)
    expect(touching.filter((path) => !path.startsWith('bin/'))).toEqual([
      ...['src/helper-get.ts', 'src/helper-main.ts', 'src/main.ts'],
    ])
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
