import { existsSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { deriveSecret } from '../../../src/sandbox/derive.ts'
import { pathsBelow } from './disk.ts'
import { lastHooked, type Stage } from './stage.ts'

/** A credential that lives at the sandbox. */
interface Living {
  id: string
  comment: string
  scopes: string
}

/** What there is after a command; ids have names: `old`, `new` (the newest that lives), `seed`, `gone`. */
export interface State {
  /** The credentials, without those that nobody touches. */
  living: string[]
  /** The secrets that the store has, right ones only. */
  kept: string[]
  /** Whose login docker holds, and whether it works. */
  docker: string
  /** Whom the hook got last. */
  hook: string
  /** The files of the state directory, below it. */
  files: string[]
  /** What the history tells of `old` and `new`. */
  history: string[]
  /** The ids of `new` and of what else was created and lives. */
  created: string[]
}

const TOLD = [
  ...['credential_created', 'secret_stored'],
  ...['credential_deleted', 'secret_forgotten', 'credential_rotated'],
]

/** Looks at the sandbox, the store, docker's file, the hook, and the state directory. */
export async function lookAt(stage: Stage, seeds: readonly string[]): Promise<State> {
  const all = await listLiving(stage)
  const { credentialId: old } = stage.sandbox
  const created = all.filter(({ id }) => !seeds.includes(id))
  const nameOf = (id: string) => {
    if (id === old) return 'old'
    if (id === created.at(-1)?.id) return 'new'
    return all.some((one) => one.id === id) ? 'another' : 'gone'
  }
  const files = pathsBelow(stage.disk.state).map((path) => relative(stage.disk.state, path))
  return {
    living: all
      .filter(({ id }) => id === old || !seeds.includes(id))
      .map(({ id, scopes, comment }) => `${nameOf(id)}: ${scopes}, ${comment}`),
    kept: keptIn(stage).map(({ id, right }) => `${nameOf(id)}${right ? '' : ' (wrong)'}`),
    docker: await describeDocker(stage, nameOf),
    hook: describeHook(stage, nameOf),
    files: files.sort(),
    history: historyOf(stage, nameOf),
    created: created.map(({ id }) => id),
  }
}

/** The ids of the credentials at the sandbox. */
export async function listIds(stage: Stage): Promise<string[]> {
  return (await listLiving(stage)).map(({ id }) => id)
}

async function listLiving({ sandbox: { apiUrl, apiKey, projectId } }: Stage): Promise<Living[]> {
  const url = `${apiUrl}/v1/projects/${projectId}/self-hosted/distribution/credentials`
  const response = await fetch(url, { headers: { Authorization: `Token ${apiKey}` } })
  const { distribution_credentials: entries } = (await response.json()) as {
    distribution_credentials: {
      distribution_credentials: { distribution_credentials_id: string; comment?: string; scopes: string[] }
    }[]
  }
  return entries.map(({ distribution_credentials: entry }) => ({
    id: entry.distribution_credentials_id,
    comment: (entry.comment ?? '').replace(/rotation [0-9a-f]{4}/, 'rotation <mark>'),
    scopes: entry.scopes.join(' '),
  }))
}

/** The entries of the store's file. */
export function keptIn({ disk }: Stage): { id: string; right: boolean }[] {
  const entries = Object.entries(readJson(`${disk.state}/store.json`) as Record<string, string>)
  return entries.map(([name, value]) => {
    const id = name.replace(/^secret:|@.*$/g, '')
    return { id, right: value === deriveSecret(id) }
  })
}

async function describeDocker(
  { home, sandbox: { registry } }: Stage,
  nameOf: (id: string) => string,
): Promise<string> {
  const { auths } = readJson(`${home.dockerConfig}/config.json`) as {
    auths: Record<string, { auth?: string }>
  }
  const { auth } = auths[registry] ?? {}
  if (auth === undefined) return 'no login'
  const id = Buffer.from(auth, 'base64')
    .toString()
    .replace(/^deepgram\+|:.*$/g, '')
  const headers = { Authorization: `Basic ${auth}` }
  const { status } = await fetch(`http://${registry}/v2/auth?service=${registry}`, { headers })
  return `${nameOf(id)}, ${status === 200 ? 'works' : 'does not work'}`
}

function describeHook(stage: Stage, nameOf: (id: string) => string): string {
  const last = lastHooked(stage)
  if (last === undefined) return 'not called'
  return `${nameOf(last.id)}${last.secret === deriveSecret(last.id) ? '' : ' (wrong secret)'}`
}

function historyOf({ disk }: Stage, nameOf: (id: string) => string): string[] {
  return readLines(`${disk.state}/history.jsonl`)
    .map((line) => JSON.parse(line) as { action: string; credential: string })
    .filter(({ action }) => TOLD.includes(action))
    .map(({ action, credential }) => `${action} ${nameOf(credential)}`)
    .sort()
}

function readJson(path: string): unknown {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {}
}

function readLines(path: string): string[] {
  return existsSync(path)
    ? readFileSync(path, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
    : []
}
