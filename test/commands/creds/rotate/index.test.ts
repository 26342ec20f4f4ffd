import { beforeEach, describe, expect, it, vi } from 'vitest'
import { callVerb } from '../../../helpers/call-verb.ts'
import { OPTIONS } from './options.ts'

const verb = vi.hoisted(() => vi.fn(async (_options: object) => 0))
vi.mock('../../../../src/commands/creds/rotate/rotate.ts', () => ({ run: verb }))
beforeEach(() => void verb.mockClear())

const call = (...words: string[]) => callVerb(verb, ['creds', 'rotate', ...words])

const nothing = { ...OPTIONS, wait: 120, yes: false }
const HOUR = 3_600_000

describe('the options of creds rotate', () => {
  it.each<[words: string[], changes: object]>([
    [[], {}],
    [['1b4e28ba', '-y'], { credential: '1b4e28ba', yes: true }],
    [['--older-than', '90d'], { olderThan: 90 * 24 * HOUR }],
    [['--keep-old'], { keepOld: true }],
    [['--grace', '24h'], { keepOld: true, grace: 24 * HOUR }],
    [['--exec', 'ssh edge7 login'], { hooks: [['ssh', 'edge7', 'login']] }],
    [
      ['--exec', `sh -c 'cat > "a b"'`, '--exec', 'C:\\tools\\hook.exe "two words"'],
      {
        hooks: [
          ['sh', '-c', 'cat > "a b"'],
          ['C:\\tools\\hook.exe', 'two words'],
        ],
      },
    ],
    [['--wait', '0'], { wait: 0 }],
    [['--wait', '1.5'], { wait: 1.5 }],
    [['--wait', '86400'], { wait: 86_400 }],
    [['--dry-run'], { dryRun: true }],
    [['1b4e28ba', '--resume', '--wait', '5'], { credential: '1b4e28ba', unfinished: 'resume', wait: 5 }],
    [['--abort', '--yes'], { unfinished: 'abort', yes: true }],
    [['--abort', '--without-exec'], { unfinished: 'abort', withoutHooks: true }],
    [['--finish'], { unfinished: 'finish' }],
  ])('become a plain object: %j', async (words, changes) => {
    const { code, options, stderr } = await call(...words)
    expect({ code, options, stderr }).toEqual({ code: 0, options: { ...nothing, ...changes }, stderr: '' })
  })

  it.each<[words: string[], message: RegExp]>([
    [['a', 'b'], /too many arguments/],
    [['1b4e28ba', '--older-than', '90d'], /--older-than chooses by itself/],
    [['--older-than', '90'], /--older-than cannot be "90"/],
    [['--older-than', 'soon'], /--older-than cannot be "soon"/],
    [['--grace', ''], /--grace cannot be ""/],
    [['--grace', '-1h'], /--grace cannot be "-1h"/],
    [['--without-exec'], /--without-exec goes with --abort/],
    [['--exec', ''], /--exec cannot be ""/],
    [['--exec', ' '], /--exec cannot be " "/],
    [['--exec', "sh -c 'open"], /--exec cannot be/],
    [['--wait', '-1'], /--wait cannot be "-1"/],
    [['--wait', 'long'], /--wait cannot be "long"/],
    [['--wait', '86401'], /--wait cannot be "86401"/],
    [['--wait', '1e3'], /--wait cannot be "1e3"/],
  ])('are refused with exit code 2: %j', async (words, message) => {
    const { code, stderr } = await call(...words)
    expect(code).toBe(2)
    expect(stderr).toMatch(message)
    expect(stderr).toMatch(/^hint: ./m)
    expect(verb).not.toHaveBeenCalled()
  })

  const others = [['--older-than', '90d'], ['--keep-old'], ['--grace', '1h'], ['--exec', 'a'], ['--dry-run']]
  const modes = ['--resume', '--abort', '--finish']
  it.each([
    ...modes.flatMap((mode) => others.map((other) => [mode, ...other])),
    ['--keep-old', '--grace', '1h'],
    ['--resume', '--abort'],
    ['--resume', '--finish'],
    ['--abort', '--finish'],
  ])('do not go together: %s %s', async (...words) => {
    const { code, stderr } = await call(...words)
    expect(code).toBe(2)
    expect(stderr).toMatch(/cannot be used with/)
    expect(verb).not.toHaveBeenCalled()
  })
})
