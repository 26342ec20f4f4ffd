import { describe, expect, it } from 'vitest'
import { hintAtOthers, pickEngine } from '../../src/logins/engine.ts'
import type { EngineName } from '../../src/vocabulary.ts'
import { testContext } from '../helpers/context.ts'
import { errorOf } from '../helpers/thrown.ts'

describe('pickEngine', () => {
  it.each<[installed: EngineName[], asked: EngineName | undefined, picked: EngineName]>([
    [['docker', 'podman'], undefined, 'docker'],
    [['podman', 'skopeo'], undefined, 'podman'],
    [['docker', 'podman'], 'podman', 'podman'],
    [['docker', 'helm'], 'helm', 'helm'],
  ])('of %j, asked for %s, is %s', async (engines, asked, name) => {
    const { context } = testContext({ engines })
    expect(await pickEngine(asked, context)).toEqual({ name, path: context.host.findEngine(name) })
  })

  it.each<[installed: EngineName[], asked: EngineName | undefined, message: string, hint: string]>([
    [[], undefined, 'neither docker nor podman is on PATH', 'install docker or podman'],
    [['skopeo', 'helm'], undefined, 'neither docker nor podman is on PATH', '--engine skopeo, --engine helm'],
    [['docker'], 'podman', 'podman is not on PATH', 'installed too: --engine docker'],
  ])('of %j, asked for %s, fails: %s', async (engines, asked, message, hint) => {
    const { context } = testContext({ engines })
    expect(await errorOf(() => pickEngine(asked, context))).toMatchObject({
      code: 'engine_missing',
      message,
      hint: expect.stringContaining(hint),
    })
  })

  it('goes by the profile when none is asked for', async () => {
    const { context, open } = testContext({ engines: ['docker', 'podman'] })
    await (await context.settingsFile()).changeProfile('default', { engine: 'podman' })
    expect((await pickEngine(undefined, context)).name).toBe('podman')
    expect((await pickEngine('docker', open())).name).toBe('docker')
  })
})

describe('hintAtOthers', () => {
  it('names the installed ones that are left', () => {
    const { context } = testContext({ engines: ['docker', 'podman', 'buildah'] })
    expect(hintAtOthers(['docker'], context.host)).toBe('installed too: --engine podman, --engine buildah')
    expect(hintAtOthers(['docker', 'podman', 'buildah'], context.host)).toBeUndefined()
  })
})
