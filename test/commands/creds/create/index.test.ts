import { beforeEach, describe, expect, it, vi } from 'vitest'
import { callVerb } from '../../../helpers/call-verb.ts'
import { OPTIONS } from './options.ts'

const verb = vi.hoisted(() => vi.fn(async (_options: object) => 0))
vi.mock('../../../../src/commands/creds/create/create.ts', () => ({ run: verb }))
beforeEach(() => void verb.mockClear())

const call = (...words: string[]) => callVerb(verb, ['creds', 'create', ...words])

const nothing = { ...OPTIONS, comment: undefined, scopes: undefined, tags: [] }

describe('the options of creds create', () => {
  it.each<[line: string, changes: object]>([
    ['', {}],
    ['--comment CI', { comment: 'CI' }],
    ['--scope api', { scopes: ['self-hosted:product:api'] }],
    [
      '--scope api --scope ENGINE --scope self-hosted:product:api',
      { scopes: ['self-hosted:product:api', 'self-hosted:product:engine'] },
    ],
    ['--all-products', { scopes: 'all' }],
    ['--tag a --tag b', { tags: ['a', 'b'] }],
    ['--provider quay', {}],
    ['--show-secret --secret-file ./secret', { showSecret: true, secretFile: './secret' }],
    ['--login', { login: true }],
    ['--login --engine podman', { login: true, engine: 'podman' }],
    ['--dry-run', { dryRun: true }],
    ['--resume', { unfinished: 'resume' }],
    ['--abort --yes', { unfinished: 'abort', yes: true }],
    ['--resume -y', { unfinished: 'resume', yes: true }],
    ['--resume --comment CI', { unfinished: 'resume', comment: 'CI' }],
    ['--abort --comment CI', { unfinished: 'abort', comment: 'CI' }],
  ])('become a plain object: %s', async (line, changes) => {
    const { code, options, stderr } = await call(...line.split(' ').filter((word) => word !== ''))
    expect({ code, options, stderr }).toEqual({ code: 0, options: { ...nothing, ...changes }, stderr: '' })
  })

  it('take a comment without the white space around it', async () => {
    expect((await call('--comment', '  Cluster 7 \n')).options).toMatchObject({ comment: 'Cluster 7' })
  })

  it.each<[words: string[], message: RegExp]>([
    [['--comment', ''], /--comment cannot be used: Deepgram wants a comment/],
    [['--tag', '\ud800'], /--tag cannot be used: it holds half a character/],
    [['--comment', 'a'.repeat(129)], /at most 128 characters/],
    [['--comment', 'a\nb'], /is one line/],
    [['--scope', ''], /--scope cannot be ""/],
    [['--scope', 'products'], /would open every product/],
    [['--scope', 'api', '--all-products'], /cannot be used with/],
    [['--provider', 'aws'], /'aws' is invalid/],
    [['--engine', 'docker'], /--engine goes with --login/],
    [['--login', '--engine', 'helmet'], /'helmet' is invalid/],
    [['--resume', '--abort'], /cannot be used with/],
    [['--resume', '--scope', 'api'], /cannot be used with/],
    [['--abort', '--scope', 'api'], /cannot be used with/],
    [['--comment', 'CI', '--yes'], /--yes goes with --resume or --abort/],
    [['stray'], /too many arguments/],
  ])('are refused with exit code 2: %j', async (words, message) => {
    const { code, stderr } = await call(...words)
    expect(code).toBe(2)
    expect(stderr).toMatch(message)
    expect(stderr).toMatch(/^hint: ./m)
    expect(verb).not.toHaveBeenCalled()
  })

  it.each([
    ['--resume', '--all-products'],
    ['--abort', '--all-products'],
    ['--resume', '--tag', 'a'],
    ['--resume', '--secret-file', 'a'],
    ['--resume', '--login'],
    ['--resume', '--dry-run'],
    ['--abort', '--dry-run'],
    ['--abort', '--login'],
    ['--abort', '--show-secret'],
  ])('would be passed over, and are refused: %s %s', async (...words) => {
    expect((await call(...words)).code).toBe(2)
    expect(verb).not.toHaveBeenCalled()
  })
})
