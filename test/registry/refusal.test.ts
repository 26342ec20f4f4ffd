import { describe, expect, it } from 'vitest'
import type { RefusalReason } from '../../src/registry/quay-words.ts'
import { readRefusal } from '../../src/registry/refusal.ts'

const said = (message: string, code = 'UNAUTHORIZED') => JSON.stringify({ errors: [{ code, message }] })

describe('readRefusal', () => {
  it.each<[status: number, body: string, reason: RefusalReason]>([
    [401, said('Could not find robot with specified username'), 'deleted'],
    [401, said('Could not find robot with username: deepgram+1 and supplied password.'), 'wrong-secret'],
    [401, said('COULD NOT FIND ROBOT WITH USERNAME: x AND SUPPLIED PASSWORD'), 'wrong-secret'],
    [401, said('Robot deepgram+1 owner deepgram is disabled'), 'disabled'],
    [405, said('Namespace is gone', 'DENIED'), 'disabled'],
    [401, said('Invalid Username or Password'), 'rejected'],
    [403, said('no', 'DENIED'), 'rejected'],
    [401, '', 'rejected'],
    [401, '<html>disabled', 'rejected'],
    [401, '{"errors":[]}', 'rejected'],
    [401, 'Robot is disabled\nmore', 'disabled'],
  ])('of %i %s', (status, body, reason) => {
    expect(readRefusal(status, body)?.reason).toBe(reason)
  })

  it.each([200, 302, 400, 404, 405, 429, 500])('is none with %i', (status) => {
    expect(readRefusal(status, said('Robot is disabled'))).toBeUndefined()
  })

  it('puts the message on one line', () => {
    expect(readRefusal(401, said('no\n  and tail'))?.message).toBe('no and tail')
  })

  it('has no endless message, and cuts none where it is shown: secrets are hidden before', () => {
    expect(readRefusal(401, said('x'.repeat(9000)))?.message).toHaveLength(4000)
  })

  it('has no message of a web page or an object', () => {
    expect(readRefusal(401, '<html>')?.message).toBe('')
    expect(readRefusal(401, '{"error":1}')?.message).toBe('')
  })
})
