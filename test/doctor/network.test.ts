import { describe, expect, it } from 'vitest'
import { describeWay, judgeClock, judgeRegistry, judgeWay, skewOf } from '../../src/doctor/network.ts'
import type { ProbeFailure, ProbeReport } from '../../src/http/probe.ts'

const NOW = new Date('2026-01-01T00:00:00Z')

function report(changes: Partial<ProbeReport> = {}): ProbeReport {
  return {
    host: 'quay.io',
    proxy: undefined,
    exempt: false,
    issuer: "R11 (Let's Encrypt)",
    trust: 'public',
    failure: undefined,
    answer: {
      status: 401,
      headers: { 'www-authenticate': 'Bearer realm="https://quay.io/v2/auth"' },
      receivedAt: NOW,
    },
    ...changes,
  }
}

function failed(step: ProbeFailure['step'], code: string, changes: Partial<ProbeReport> = {}): ProbeReport {
  const failure = { step, code, message: `quay.io fails (${code})`, hint: 'the hint' }
  return report({ issuer: undefined, trust: undefined, answer: undefined, failure, ...changes })
}

describe('the way to a host', () => {
  it.each<[string, ProbeReport, string]>([
    ['the name', failed('name', 'ENOTFOUND'), 'resolv.conf'],
    ['the connection', failed('connection', 'ECONNREFUSED'), 'firewall'],
    [
      'the connection to the proxy',
      failed('connection', 'ECONNREFUSED', { proxy: 'p:1' }),
      'proxy in HTTPS_PROXY',
    ],
    ['the proxy', failed('proxy', '', { proxy: 'p:1' }), 'the hint'],
    [
      'an unknown CA',
      failed('tls', 'SELF_SIGNED_CERT_IN_CHAIN', { issuer: 'Corp' }),
      "export NODE_EXTRA_CA_CERTS=<the CA's file>; for engines put it into /etc/docker/certs.d/quay.io/ca.crt",
    ],
    ['an old certificate', failed('tls', 'CERT_HAS_EXPIRED'), 'clock'],
    ['a certificate for another name', failed('tls', 'ERR_TLS_CERT_ALTNAME_INVALID'), 'another host answers'],
    ['a handshake that hangs', failed('tls', 'TIMEOUT'), 'the hint'],
    ['an answer that does not come', failed('answer', 'TIMEOUT'), 'the hint'],
  ])('fails at %s', (_, given, fix) => {
    expect(judgeWay('registry', given)).toMatchObject({
      name: 'registry',
      status: 'fail',
      fix: expect.stringContaining(fix),
    })
  })

  it('names who issued a certificate that is not trusted', () => {
    const given = failed('tls', 'SELF_SIGNED_CERT_IN_CHAIN', { issuer: 'Corp', proxy: 'proxy:3128' })
    expect(judgeWay('registry', given)?.message).toMatch(
      /through the proxy proxy:3128; its certificate is by Corp$/,
    )
  })

  it.each([
    ['quay.io', 'warn'],
    ['api.deepgram.com', 'warn'],
    ['registry.example.com', undefined],
    ['notquay.io', undefined],
  ])('with a CA of your own: %s → %s', (host, status) => {
    expect(judgeWay('registry', report({ host, trust: 'own', issuer: 'Corp' }))?.status).toBe(status)
  })

  it.each<[Partial<ProbeReport>, string]>([
    [{}, "quay.io (certificate by R11 (Let's Encrypt))"],
    [{ issuer: undefined }, 'quay.io'],
    [{ proxy: 'proxy:3128', issuer: undefined }, 'quay.io (through the proxy proxy:3128)'],
    [{ exempt: true, issuer: undefined }, 'quay.io (past the proxy, by NO_PROXY)'],
    [{ trust: 'own', issuer: 'Corp' }, 'quay.io (certificate by Corp, a CA of your own)'],
  ])('is described: %j', (changes, expected) => {
    expect(describeWay(report(changes))).toBe(expected)
  })
})

describe('the registry', () => {
  const answer = (status: number, challenge?: string) =>
    report({
      answer: {
        status,
        headers: challenge === undefined ? {} : { 'www-authenticate': challenge },
        receivedAt: NOW,
      },
    })

  it.each<[string, ProbeReport, string, string]>([
    ['asks for a token', report(), 'pass', 'as a registry does'],
    ['asks for a login', answer(401, 'Basic realm="x"'), 'pass', 'as a registry does'],
    ['is inspected', report({ trust: 'own', issuer: 'Corp' }), 'warn', 'inspected by Corp'],
    ['lets everybody in', answer(200), 'warn', 'everybody'],
    ['does not say how', answer(401), 'fail', 'how to log in'],
    ['is a web page', answer(404), 'fail', 'is no registry'],
    ['redirects to a portal', answer(302), 'fail', 'status 302'],
    ['is limited', answer(429), 'fail', 'status 429'],
    ['fails', answer(503), 'fail', 'status 503'],
    ['is not reached', failed('connection', 'ECONNREFUSED'), 'fail', 'ECONNREFUSED'],
  ])('that %s', (_, given, status, message) => {
    expect(judgeRegistry(given, 'quay.io')).toMatchObject({
      status,
      message: expect.stringContaining(message),
    })
  })
})

describe('the clock', () => {
  it.each<[number[], string | undefined, RegExp]>([
    [[], undefined, /^$/],
    [[0.4], 'pass', /right/],
    [[-60], 'pass', /right/],
    [[61], 'warn', /61 seconds ahead$/],
    [[-250], 'warn', /4 minutes behind$/],
    [[301], 'fail', /5 minutes ahead: registries refuse/],
    [[-90_000], 'fail', /25 hours behind/],
    [[3600, 2], 'pass', /right/],
    [[-400, -390], 'fail', /7 minutes behind/],
  ])('that differs by %j: %s', (skews, status, message) => {
    const [finding] = judgeClock(skews, 'linux')
    expect(finding?.status).toBe(status)
    expect(finding?.message ?? '').toMatch(message)
  })

  it.each<[string, Record<string, string>, number[]]>([
    ['is compared', { date: 'Wed, 31 Dec 2025 23:59:00 GMT' }, [60]],
    ['is not told', {}, []],
    ['is none', { date: 'soon' }, []],
    ['comes out of a cache', { date: 'Wed, 31 Dec 2025 23:59:00 GMT', age: '60' }, []],
  ])('of a server that %s', (_, headers, expected) => {
    expect(skewOf({ answer: { status: 200, headers, receivedAt: NOW } })).toEqual(expected)
  })
})
