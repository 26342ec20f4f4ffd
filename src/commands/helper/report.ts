import { shortId } from '../../app/credential-name.ts'
import type { HelperStatus } from '../../installation/status.ts'
import type { Column, Listing } from '../../ui/column.ts'

/** Returns the engines that ask docker-credential-dgsh in every output format. */
export function statusListing(rows: readonly HelperStatus[]): Listing<HelperStatus> {
  return { rows, columns: COLUMNS, id: ({ credential }) => credential?.id ?? '', data: dataOf }
}

const COLUMNS: readonly Column<HelperStatus>[] = [
  { name: 'status', header: 'STATUS', value: ({ problem }) => (problem === undefined ? 'ok' : 'fail') },
  { name: 'engine', header: 'ENGINE', value: ({ engine }) => engine },
  { name: 'file', header: 'FILE', value: ({ file }) => file, wrapsTo: 16 },
  { name: 'registry', header: 'REGISTRY', value: ({ registry }) => registry, wide: true },
  { name: 'login', header: 'LOGIN', value: loginOf, wrapsTo: 16 },
  { name: 'store', header: 'STORE', value: ({ store }) => store ?? '' },
  {
    name: 'took',
    header: 'TOOK',
    value: ({ milliseconds }) => (milliseconds === undefined ? '' : `${milliseconds} ms`),
  },
  { name: 'problem', header: 'PROBLEM', value: ({ problem }) => problem ?? '', wrapsTo: 24 },
  { name: 'username', header: 'USERNAME', value: ({ username }) => username ?? '', wide: true },
]

function loginOf({ credential, username }: HelperStatus): string {
  if (credential === undefined) return username ?? ''
  const { id, comment = '' } = credential
  return comment === '' ? id : `${comment} (${shortId(id)})`
}

function dataOf(status: HelperStatus): unknown {
  const { engine, file, registry, problem, fix, username, credential, store, milliseconds } = status
  return {
    engine,
    registry,
    file,
    status: problem === undefined ? 'ok' : 'fail',
    problem: problem ?? null,
    fix: fix ?? null,
    username: username ?? null,
    comment: credential?.comment ?? null,
    store: store ?? null,
    milliseconds: milliseconds ?? null,
  }
}
