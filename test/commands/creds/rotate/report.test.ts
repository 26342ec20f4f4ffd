import { describe, expect, it } from 'vitest'
import { reportPlans, reportRotated } from '../../../../src/commands/creds/rotate/report.ts'
import type { Rotated } from '../../../../src/operations/rotation/advance.ts'
import { testContext } from '../../../helpers/context.ts'
import { credential, idOf } from '../../../helpers/samples.ts'

const rotation: Rotated = {
  previous: idOf(1),
  created: credential(2),
  targets: [
    { kind: 'engine', engine: 'docker', key: 'quay.io', file: '/a' },
    { kind: 'exec', command: ['ssh', 'edge7'] },
  ],
  deleted: true,
  due: undefined,
}

async function written(rotations: readonly Rotated[], output: string) {
  const { context, stdout, stderr } = testContext({ flags: { output } })
  const tell = (done: (rotation: Rotated) => void) => Promise.resolve(rotations.forEach(done))
  await reportRotated(tell, context)
  return { stdout: stdout(), stderr: stderr() }
}

describe('what is told of rotations', () => {
  it.each([
    ['id', `${idOf(2)}\n`],
    ['tsv', `old\tnew\tdelivered_to\told_one\n${idOf(1)}\t${idOf(2)}\tdocker, ssh\tdeleted\n`],
    ['csv', `old,new,delivered_to,old_one\n${idOf(1)},${idOf(2)},"docker, ssh",deleted\n`],
  ])('with -o %s', async (output, text) => {
    expect(await written([rotation], output)).toEqual({ stdout: text, stderr: '' })
  })

  it.each([
    ['kept', {}],
    ['kept until 2026-02-01T00:00:00Z', { due: '2026-02-01T00:00:00Z' }],
  ])('says that the old one is %s', async (fate, changes) => {
    const { stdout } = await written([{ ...rotation, deleted: false, ...changes }], 'table')
    expect(stdout.split('\n')[1]).toMatch(new RegExp(`^00000001 +${idOf(2)} +docker, ssh +${fate}$`))
  })

  it.each([
    ['table', ''],
    ['id', ''],
    ['json', '[]\n'],
  ])('is an empty list where none was done (-o %s)', async (output, text) => {
    expect(await written([], output)).toEqual({ stdout: text, stderr: '' })
  })

  it('is an error alone when the first one fails', async () => {
    const { context, stdout } = testContext({ flags: { output: 'json' } })
    await expect(reportRotated(() => Promise.reject(new Error('no')), context)).rejects.toThrow('no')
    expect(stdout()).toBe('')
  })

  it('is what was done before a failure', async () => {
    const { context, stdout } = testContext({ flags: { output: 'id' } })
    const failing = reportRotated(async (done) => {
      done(rotation)
      throw new Error('no')
    }, context)
    await expect(failing).rejects.toThrow('no')
    expect(stdout()).toBe(`${idOf(2)}\n`)
  })
})

describe('what is told of plans', () => {
  it('is an empty list and a note where there is nothing to rotate', async () => {
    const { context, stdout, stderr } = testContext({ flags: { output: 'json' } })
    expect(await reportPlans([], context)).toBe(0)
    expect([stdout(), stderr()]).toEqual(['[]\n', 'note: nothing to rotate\n'])
  })
})
