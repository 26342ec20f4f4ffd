import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryDirectory } from './temporary.ts'

/** How a fake program behaves. */
export interface FakeBehaviour {
  stdout?: string
  stderr?: string
  /** Its exit code; 0 when left out. */
  exit?: number
  /** Seconds that it takes before it says anything. */
  sleeps?: number
  /** True: once it is called it does not end by itself. */
  hangs?: boolean
  /** The signal by which it ends, instead of its exit code. */
  signal?: 'INT' | 'TERM'
  /** A piece of shell that it runs before it says anything. */
  script?: string
}

/** One call of a fake program. */
export interface FakeCall {
  argv: string[]
  stdin: string
  environment: Record<string, string>
}

/** A directory with fake programs. */
export interface FakePrograms {
  /** The directory, to be put on PATH; at first it holds nothing else. */
  directory: string
  /** Makes, or makes anew, a program of this name. */
  add(name: string, behaviour?: FakeBehaviour): void
  /** The calls of a program in their order. */
  calls(name: string): FakeCall[]
}

/**
 * Makes a directory for fake programs, which record how they are called. They are shell scripts that use nothing of
 * PATH, so PATH may be this directory alone.
 */
export function fakePrograms(): FakePrograms {
  const directory = join(temporaryDirectory(), 'bin')
  const records = temporaryDirectory()
  mkdirSync(directory)
  return {
    directory,
    add(name, behaviour = {}) {
      const file = join(directory, name)
      writeFileSync(file, script(join(records, name), behaviour))
      chmodSync(file, 0o755)
    },
    calls(name) {
      const base = join(records, name)
      if (!existsSync(base)) return []
      const count = readdirSync(base).length
      return Array.from({ length: count }, (_, index) => readCall(join(base, String(index + 1))))
    },
  }
}

function script(
  records: string,
  { stdout = '', stderr = '', exit = 0, sleeps, hangs, signal, script: own = '' }: FakeBehaviour,
): string {
  return `#!/bin/sh
number=1
while [ -e '${records}'/$number ]; do number=$((number + 1)); done
record='${records}'/$number
/bin/mkdir -p "$record"
printf '%s\\0' "$@" >"$record/argv"
/bin/cat /proc/$$/environ >"$record/environment"
/bin/cat >"$record/stdin"
${own}
${sleeps === undefined ? '' : `/bin/sleep ${sleeps}`}
printf '%s' ${quote(stdout)}
printf '%s' ${quote(stderr)} >&2
${signal === undefined ? '' : `kill -${signal} $$`}
${hangs === true ? 'exec /bin/sleep 600' : `exit ${exit}`}
`
}

function readCall(directory: string): FakeCall {
  const read = (name: string) => readFileSync(join(directory, name), 'utf8')
  const words = (name: string) => read(name).split('\0').slice(0, -1)
  const variables = words('environment').map((line): [string, string] => {
    const sign = line.indexOf('=')
    return [line.slice(0, sign), line.slice(sign + 1)]
  })
  return { argv: words('argv'), stdin: read('stdin'), environment: Object.fromEntries(variables) }
}

/** A text as one word of the shell. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
