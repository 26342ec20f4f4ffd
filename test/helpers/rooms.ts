import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describeSource, type Import } from './source.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** A row of the table of rooms in CONTRIBUTING.md. */
export interface Room {
  /** A folder, with `/` at its end, or a file. */
  path: string
  /** Its row, from the top: a room may import what stands below it, and never its neighbors of the same row. */
  row: number
}

/** Reads the table of rooms in CONTRIBUTING.md, whose rows are the floors: each names one or more rooms in its first column. */
export function readRooms(): Room[] {
  const page = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8')
  const [, table = ''] = /^\| rooms \|.*\n\|[-|]+\|\n((?:\|.*\n)+)/m.exec(page) ?? []
  return table
    .trimEnd()
    .split('\n')
    .flatMap((line, row) =>
      [...(line.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, path = '']) => ({ path, row })),
    )
}

/** Returns whether a room of the table exists. */
export function isThere({ path }: Room): boolean {
  return existsSync(join(root, path))
}

/** Reads every file of the program. */
export function readSources() {
  const paths = ['bin', 'src'].flatMap((directory) =>
    readdirSync(join(root, directory), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.[jt]s$/.test(name))
      .map((name) => [directory, ...name.split(sep)].join('/')),
  )
  return paths.sort().map((path) => describeSource(path, readFileSync(join(root, path), 'utf8')))
}

/** Returns the file that a relative import means, from the root; undefined for a package. */
export function targetOf(path: string, { specifier }: Import): string | undefined {
  if (!specifier.startsWith('.')) return undefined
  return relative(root, join(root, dirname(path), specifier))
    .split(sep)
    .join('/')
}

/** Returns the circles of a graph, each as the names on it; none for a graph in which no way leads back. */
export function findCircles(graph: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const done = new Set<string>()
  const circles: string[] = []
  const visit = (name: string, way: readonly string[]) => {
    const start = way.indexOf(name)
    if (start !== -1) circles.push([...way.slice(start), name].join(' → '))
    if (start !== -1 || done.has(name)) return
    for (const next of graph.get(name) ?? []) visit(next, [...way, name])
    done.add(name)
  }
  for (const name of graph.keys()) visit(name, [])
  return circles
}
