import { describe, expect, it } from 'vitest'
import { DgshError, type ErrorCode } from '../../src/errors.ts'
import { KNOWN_REPOSITORIES } from '../../src/registry/images.ts'
import { readRefusal } from '../../src/registry/refusal.ts'
import { judgeAnswer, judgeFailure, type VerdictName } from '../../src/registry/verdict.ts'

const [API = '', ENGINE = ''] = KNOWN_REPOSITORIES
const SCOPES = ['self-hosted:product:api', 'self-hosted:product:engine']

/** What a registry answers that lets these images be pulled and no others. */
const accepted = (...open: string[]) => ({
  login: 'accepted' as const,
  pulls: new Map(KNOWN_REPOSITORIES.map((name) => [name, open.includes(name)])),
})

const silent = {
  login: 'accepted' as const,
  pulls: new Map(KNOWN_REPOSITORIES.map((name) => [name, undefined])),
}

describe('judgeAnswer', () => {
  it.each<[reason: string, open: string[], scopes: string[] | undefined, VerdictName]>([
    ['all that is promised', [API, ENGINE], SCOPES, 'ok'],
    ['half of it', [API], SCOPES, 'partial'],
    ['nothing of it', [], SCOPES, 'no-access'],
    ['something else only', ['deepgram/self-hosted-billing'], SCOPES, 'partial'],
    ['more than it', [API, ENGINE, 'deepgram/self-hosted-billing'], SCOPES, 'ok'],
    ['a scope whose images are not known', [], ['self-hosted:product:hotpepper'], 'ok'],
    ['all products', [...KNOWN_REPOSITORIES], ['self-hosted:products'], 'ok'],
    ['all products but one', KNOWN_REPOSITORIES.slice(1), ['self-hosted:products'], 'partial'],
    ['something, with scopes unknown', [ENGINE], undefined, 'ok'],
    ['nothing, with scopes unknown', [], undefined, 'no-access'],
    ['nothing, and nothing promised', [], [], 'ok'],
  ])('%s', (_, open, scopes, verdict) => {
    expect(judgeAnswer(accepted(...open), scopes).verdict).toBe(verdict)
  })

  it('says where Deepgram and the registry differ', () => {
    const { missing, extra } = judgeAnswer(accepted(API, 'deepgram/self-hosted-billing'), SCOPES)
    expect({ missing, extra }).toEqual({ missing: [ENGINE], extra: ['deepgram/self-hosted-billing'] })
    expect(judgeAnswer(accepted(API), undefined)).toMatchObject({ missing: [], extra: [] })
  })

  it('does not take silence for a yes', () => {
    const { verdict, images, message } = judgeAnswer(silent, SCOPES)
    expect(verdict).toBe('partial')
    expect(images.every(({ pull }) => pull === null)).toBe(true)
    expect(message).toContain('does not tell')
  })

  it.each<[status: number, body: string, VerdictName]>([
    [401, answer('Could not find robot with specified username'), 'deleted'],
    [401, answer('Could not find robot with username: deepgram+x and supplied password.'), 'wrong-secret'],
    [401, answer('could not find ROBOT with username: x and SUPPLIED PASSWORD'), 'wrong-secret'],
    [401, answer('Robot deepgram+x owner deepgram is disabled'), 'disabled'],
    [405, answer('Namespace deepgram has been disabled', 'DENIED'), 'disabled'],
    [401, answer('Invalid username or password'), 'rejected'],
    [403, answer('something that nobody has seen yet'), 'rejected'],
    [401, '<html>gateway</html>', 'rejected'],
    [401, '', 'rejected'],
    [401, '{"errors":[]}', 'rejected'],
  ])('%i %s: %s', (status, body, verdict) => {
    const refusal = readRefusal(status, body)
    expect(refusal).toBeDefined()
    if (refusal !== undefined) expect(judgeAnswer(refusal, SCOPES).verdict).toBe(verdict)
  })
})

function answer(message: string, code = 'UNAUTHORIZED'): string {
  return JSON.stringify({ errors: [{ code, message, detail: {} }] })
}

describe('judgeFailure', () => {
  it.each<[ErrorCode, VerdictName]>([
    ['rate_limited', 'rate-limited'],
    ['registry_unreachable', 'unreachable'],
    ['timeout', 'unreachable'],
    ['server_error', 'unreachable'],
    ['invalid_response', 'unreachable'],
  ])('%s: %s, and no image is known', (code, verdict) => {
    const judged = judgeFailure(new DgshError(code, 'why'))
    expect(judged).toMatchObject({ verdict, message: 'why', missing: [], extra: [] })
    expect(judged.images.map(({ pull }) => pull)).toEqual(KNOWN_REPOSITORIES.map(() => null))
  })
})
