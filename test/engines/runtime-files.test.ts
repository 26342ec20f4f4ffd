import { chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Version } from '../../src/engines/engine-version.ts'
import { runtimeFileOf, runtimeFiles, type SharingEngine } from '../../src/engines/runtime-files.ts'
import { temporaryDirectory } from '../helpers/temporary.ts'

/** Whose the directories are: not root's, for whom the rules are others. */
const uid = process.getuid?.() || 4242

/** A machine below a directory, with these directories. */
function machine(directories: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const root = temporaryDirectory()
  for (const name of directories) {
    mkdirSync(join(root, name), { recursive: true, mode: 0o700 })
    chmodSync(join(root, name), 0o700)
    if (process.getuid?.() === 0) chownSync(join(root, name), uid, uid)
  }
  return { root, env: { HOME: join(root, 'home/ada'), ...env }, platform: 'linux' as const }
}

describe('runtimeFileOf', () => {
  it.each<
    [
      engine: SharingEngine,
      version: Version | undefined,
      user: number,
      env: Record<string, string>,
      file: string,
    ]
  >([
    ['podman', undefined, 0, {}, 'run/containers/0/auth.json'],
    ['skopeo', undefined, 1000, {}, 'run/containers/1000/auth.json'],
    ['podman', [4, 3], 1000, {}, 'tmp/podman-run-1000/containers/auth.json'],
    ['podman', [5, 0], 1000, {}, 'tmp/storage-run-1000/containers/auth.json'],
    ['podman', undefined, 1000, {}, 'tmp/storage-run-1000/containers/auth.json'],
    ['buildah', [1, 28], 1000, {}, 'var/tmp/containers-user-1000/containers/containers/auth.json'],
    ['buildah', [1, 34], 1000, {}, 'var/tmp/storage-run-1000/containers/auth.json'],
    ['podman', [4, 3], 1000, { TMPDIR: '' }, 'tmp/podman-run-1000/containers/auth.json'],
    ['buildah', [1, 28], 1000, { TMPDIR: '' }, 'tmp/containers-user-1000/containers/containers/auth.json'],
  ])('of %s %j for user %d with %j', (engine, version, user, env, file) => {
    const made = machine([], env)
    expect(runtimeFileOf(engine, { ...made, uid: user }, version)).toBe(join(made.root, file))
  })

  it.each<SharingEngine>(['podman', 'skopeo', 'buildah'])('of %s is where XDG_RUNTIME_DIR says', (engine) => {
    const made = machine([], { XDG_RUNTIME_DIR: '/run/me', TMPDIR: '/other' })
    expect(runtimeFileOf(engine, { ...made, uid: 1000 }, undefined)).toBe('/run/me/containers/auth.json')
  })

  it('is in TMPDIR, when that is set', () => {
    const made = machine([], { TMPDIR: '/other' })
    const found = (['podman', 'buildah'] as const).map((engine) =>
      runtimeFileOf(engine, { ...made, uid: 1000 }, [1, 0]),
    )
    expect(found).toEqual([
      '/other/podman-run-1000/containers/auth.json',
      '/other/containers-user-1000/containers/containers/auth.json',
    ])
  })

  it('is not in a directory that belongs to somebody else', () => {
    const made = machine(['tmp/podman-run-4294000000', 'run/user/4294000000'])
    const file = runtimeFileOf('podman', { ...made, uid: 4_294_000_000 }, [4, 3])
    expect(file).toBe(join(made.root, 'home/ada/rundir/containers/auth.json'))
  })

  it('is in the directory of the session, where there is one', () => {
    const made = machine([`run/user/${uid}`])
    const file = runtimeFileOf('podman', { ...made, uid }, [4, 3])
    expect(file).toBe(join(made.root, `run/user/${uid}/containers/auth.json`))
  })
})

describe('runtimeFiles', () => {
  it('has only those of directories that are there and belong to the user', () => {
    const made = machine(['tmp/podman-run-4294000000'])
    expect(runtimeFiles({ ...made, uid: 4_294_000_000 })).toEqual([
      { engine: 'skopeo', path: join(made.root, 'run/containers/4294000000/auth.json') },
    ])
  })

  it('has those of every version', () => {
    const made = machine([
      `tmp/podman-run-${uid}`,
      `tmp/storage-run-${uid}`,
      `var/tmp/containers-user-${uid}`,
    ])
    const names = runtimeFiles({ ...made, uid }).map(
      ({ engine, path }) => `${engine} ${path.replace(made.root, '')}`,
    )
    expect(names).toEqual([
      `podman /tmp/storage-run-${uid}/containers/auth.json`,
      `podman /tmp/podman-run-${uid}/containers/auth.json`,
      `skopeo /run/containers/${uid}/auth.json`,
      `buildah /var/tmp/containers-user-${uid}/containers/containers/auth.json`,
    ])
  })
})

it('a directory that this user cannot reach holds no login that an engine of this user reads', () => {
  const made = machine([])
  // A file in the place of a directory is as unreachable as one that is closed to this user, for root, too.
  writeFileSync(join(made.root, 'run'), '')
  expect(runtimeFileOf('podman', { ...made, uid: 1000 }, [5, 0])).toBe(
    join(made.root, 'tmp/storage-run-1000/containers/auth.json'),
  )
  expect(runtimeFiles({ ...made, uid: 1000 })).toEqual([])
})
