import { describe, expect, it } from 'vitest'
import { run } from '../../../src/commands/profiles/remove.ts'
import { type TestSetup, testContext } from '../../helpers/context.ts'
import { rotation } from '../../helpers/operations.ts'
import { errorOf } from '../../helpers/thrown.ts'

const OTHER = '8b1f4d07-6c2e-4a95-b3d8-50e7c9a1f264'

async function withStaging(setup: TestSetup = {}) {
  const made = testContext(setup)
  const { context } = made
  const [file, store] = [await context.settingsFile(), (await context.stores.open('file')).all]
  await file.changeProfile('default', { project: 'p-1', store: 'file' })
  await file.changeProfile('staging', { project: 'p-2', store: 'file' })
  await store.set('api-key:default', 'one')
  await store.set('api-key:staging', 'two')
  await store.set('api-key:staging@api.example.com', 'three')
  await store.set(`secret:${OTHER}`, 'four')
  return { ...made, file, store }
}

const operation = rotation({
  profile: 'staging',
  project: 'p-2',
  started: '2026-01-01T00:00:00Z',
  api_url: 'https://api.deepgram.com',
  wanted: { provider: 'quay', comment: 'x', scopes: [], tags: [] },
  id: OTHER,
  old: OTHER,
})

describe('dgsh profiles remove', () => {
  it('removes settings and keys, and leaves other profiles and all secrets', async () => {
    const { context, file, store, stdout, stderr } = await withStaging()
    expect(await run({ profile: 'staging', yes: true }, context)).toBe(0)
    expect(await file.profileNames()).toEqual(['default'])
    expect((await store.list()).sort()).toEqual(['api-key:default', `secret:${OTHER}`])
    expect(stdout()).toBe('')
    expect(stderr()).toBe(
      'Removed profile staging and its API key from file. The key still works; delete it in the Deepgram console if you no longer need it.\n',
    )
    const { entries } = await (await context.history()).read()
    expect(entries).toMatchObject([
      { action: 'profile_removed', profile: 'staging', detail: { store: 'file' } },
    ])
  })

  it('says that secrets stay where no other profile looks', async () => {
    const { context, file, store, stderr } = await withStaging()
    await file.changeProfile('default', { store: 'keychain' })
    await run({ profile: 'staging', yes: true }, context)
    expect(await store.get(`secret:${OTHER}`)).toBe('four')
    expect(stderr()).toContain(
      'note: 1 secret stays in file; to use it from the profile in use: dgsh config set store file\n',
    )
  })

  it('goes back to the default profile where the removed one was in use', async () => {
    const { context, file, stderr } = await withStaging()
    await file.useProfile('staging')
    await run({ profile: 'staging', yes: true }, context)
    expect(await file.currentProfile()).toBeUndefined()
    expect(stderr()).toMatch(/\ndgsh now uses profile default\.\n$/)
  })

  it('says that DGSH_PROFILE still names it', async () => {
    const { context, stderr } = await withStaging({ env: { DGSH_PROFILE: 'staging' } })
    await run({ profile: 'staging', yes: true }, context)
    expect(stderr()).toMatch(/\nnote: DGSH_PROFILE still names it; to leave it out: unset DGSH_PROFILE\n$/)
  })

  it.each([
    [true, 'Removed profile staging'],
    [false, undefined],
  ])('asks on a terminal, and does what the answer is: %s', async (answer, said) => {
    const question = {
      confirm: 'Remove profile staging with its settings and its API key in file?',
      answer,
    }
    const { context, file, stderr } = await withStaging({ isTTY: true, columns: 400, questions: [question] })
    const call = run({ profile: 'staging', yes: false }, context)
    if (said === undefined) {
      expect(await errorOf(() => call)).toMatchObject({ code: 'failed', message: 'nothing was removed' })
      expect(await file.profileNames()).toContain('staging')
    } else {
      expect(await call).toBe(0)
      expect(stderr()).toContain(said)
    }
  })

  it('removes nothing off a terminal without --yes', async () => {
    const { context, file, store } = await withStaging()
    expect(await errorOf(() => run({ profile: 'staging', yes: false }, context))).toMatchObject({
      code: 'input_required',
      message: 'refusing to remove a profile without confirmation (prompts are disabled)',
      hint: 'to remove it without one: dgsh profiles remove staging --yes',
    })
    expect(await file.profileNames()).toContain('staging')
    expect(await store.list()).toHaveLength(4)
  })

  it.each(['begun', 'kept'] as const)(
    'refuses while an operation of it is not finished (%s)',
    async (step) => {
      const { context, file, store } = await withStaging()
      const log = await (await context.journal()).begin(operation)
      await log.write({ step })
      log.release()
      const option = step === 'kept' ? '--finish' : '--resume'
      expect(await errorOf(() => run({ profile: 'staging', yes: true }, context))).toMatchObject({
        code: 'failed',
        message: expect.stringMatching(
          /^profile staging is still needed: the rotation of .*\(8b1f4d07\) is not finished$/,
        ),
        hint: `finish it first: dgsh creds rotate ${OTHER.slice(0, 8)} ${option} --yes --project p-2`,
      })
      expect(await file.profileNames()).toContain('staging')
      expect(await store.list()).toHaveLength(4)
      expect(await run({ profile: 'default', yes: true }, context)).toBe(0)
    },
  )

  it('keeps the profile where its store fails, and says how it goes without', async () => {
    const { context, file } = await withStaging({
      exec: () => [
        {
          request: {
            file: 'docker-credential-is-not-there',
            args: ['list'],
            input: 'unused',
            timeoutMs: 30_000,
          },
          result: { exitCode: undefined, startError: 'ENOENT' },
        },
      ],
    })
    await file.changeProfile('staging', { store: 'helper:is-not-there' })
    const error = await errorOf(() => run({ profile: 'staging', yes: true }, context))
    expect(error).toMatchObject({
      hint: expect.stringMatching(/to leave its API key there: dgsh config unset store --profile staging$/),
    })
    expect(await file.profileNames()).toContain('staging')
  })

  it('removes a profile whose settings are bad', async () => {
    const { context, file } = await withStaging()
    await file.changeProfile('staging', { timeout: 'x', store: 'nonsense' })
    expect(await run({ profile: 'staging', yes: true }, context)).toBe(0)
    expect(await file.profileNames()).toEqual(['default'])
  })

  it('takes no profile that does not exist', async () => {
    const { context } = await withStaging()
    expect(await errorOf(() => run({ profile: 'nope', yes: true }, context))).toMatchObject({
      code: 'profile_not_found',
    })
  })
})
