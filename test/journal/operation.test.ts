import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { recordSchema, STEPS } from '../../src/journal/operation.ts'
import { operation } from '../helpers/operations.ts'
import { SECRET } from '../helpers/samples.ts'

const accepts = (value: unknown) => v.safeParse(recordSchema, value).success

describe('recordSchema', () => {
  it.each(STEPS)('knows the step %s', (step) => {
    expect(accepts(operation({ step }))).toBe(true)
  })

  it.each<[reason: string, changes: object]>([
    ['a creation', { kind: 'create', old: undefined }],
    [
      'an engine and a command as targets',
      {
        targets: [
          { kind: 'engine', engine: 'docker', key: 'quay.io', file: '/a' },
          { kind: 'exec', command: ['ssh', 'edge'] },
        ],
      },
    ],
    ['one that nobody is at', { runner: undefined }],
    ['all that may be left out', { created: 'a', borrowed: true, due: 'b', secret_file: 'c' }],
  ])('takes %s', (_, changes) => {
    expect(accepts(operation(changes))).toBe(true)
  })

  it.each<[reason: string, changes: object]>([
    ['another kind', { kind: 'delete' }],
    ['another step', { step: 'done' }],
    ['no id', { id: undefined }],
    ['no store', { store: undefined }],
    ['a target of another kind', { targets: [{ kind: 'mail' }] }],
    ['a command that is no argv', { targets: [{ kind: 'exec', command: 'ssh edge' }] }],
    ['a runner without a host', { runner: { pid: 1, since: '' } }],
    ['wishes without scopes', { wanted: { provider: 'quay', comment: 'a', tags: [] } }],
    ['a count in words', { delivered: 'one' }],
  ])('refuses %s', (_, changes) => {
    expect(accepts(operation(changes))).toBe(false)
  })

  it('drops what it does not know: no secret comes in by accident', () => {
    const parsed = v.parse(recordSchema, { ...operation(), secret: SECRET })
    expect(JSON.stringify(parsed)).not.toContain(SECRET)
  })
})
