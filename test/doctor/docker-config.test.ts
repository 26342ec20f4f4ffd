import { describe, expect, it } from 'vitest'
import { makeFix } from '../../src/app/fix.ts'
import { judgeDockerConfig } from '../../src/doctor/docker-config.ts'
import type { DockerConfigFacts } from '../../src/doctor/docker-logins.ts'

const auth = (text: string) => ({ auth: Buffer.from(text).toString('base64') })

function judge(config: unknown, facts: Partial<DockerConfigFacts> = {}) {
  return judgeDockerConfig({
    path: '~/.docker/config.json',
    registry: 'quay.io',
    dangles: false,
    mode: 0o100600,
    isOwn: true,
    content: { text: typeof config === 'string' ? config : JSON.stringify(config) },
    isInstalled: (helper) => helper === 'pass',
    generalHelper: undefined,
    installHelper: makeFix('install-helper', 'dgsh helper install'),
    ...facts,
  }).map(({ name, status, message, fix }) => [name, status, message, fix])
}

describe("docker's config file passes", () => {
  it.each<[string, unknown, Partial<DockerConfigFacts>]>([
    ['empty', '', {}],
    ['without logins', {}, {}],
    ['with an installed store', { credsStore: 'pass' }, {}],
    ['with an empty entry for a helper', { auths: { 'quay.io': {} }, credsStore: 'pass' }, {}],
    ['read by others, without logins', { auths: { 'quay.io': {} } }, { mode: 0o100644 }],
    ['with a URL for another registry', { auths: { 'https://index.docker.io/v1/': {} } }, {}],
    [
      "with ecr-login for Amazon's",
      { credHelpers: { 'quay.io': 'pass' }, credsStore: 'ecr-login' },
      { isInstalled: () => true },
    ],
    ['not there', '', { content: { text: '', isMissing: true } }],
  ])('%s', (_, config, facts) => {
    expect(judge(config, facts)).toEqual([['docker-config', 'pass', expect.any(String), null]])
  })
})

describe("docker's config file is told of", () => {
  it.each<[string, unknown, Partial<DockerConfigFacts>, string, string, RegExp, string | RegExp]>([
    [
      'a link to nothing',
      '',
      { content: { text: '', isMissing: true }, dangles: true },
      'docker-config',
      'fail',
      /link that leads to nothing/,
      'mount or make what it leads to: readlink ~/.docker/config.json',
    ],
    [
      'what cannot be read',
      '',
      { content: { reason: 'not-regular', problem: 'is not a regular file' } },
      'docker-config',
      'fail',
      /docker cannot use ~\/\.docker\/config\.json: it is not a regular file/,
      'move it away: mv ~/.docker/config.json ~/.docker/config.json.broken',
    ],
    [
      'what is no JSON',
      '{"auths":',
      {},
      'docker-config',
      'fail',
      /cannot read ~\/\.docker\/config\.json, and replaces it at the next login: it is not valid JSON \(line 1/,
      /mv ~\/\.docker\/config\.json ~\/\.docker\/config\.json\.broken/,
    ],
    [
      'what this user may not read',
      '',
      { content: { reason: 'denied', problem: 'cannot be read (EACCES)' } },
      'docker-config',
      'fail',
      /replaces it at the next login: it cannot be read/,
      'sudo chown "$(id -u)" ~/.docker/config.json && chmod 600 ~/.docker/config.json',
    ],
    [
      'an entry that docker cannot decode',
      { auths: { 'other.example': { auth: '%' } } },
      {},
      'docker-config',
      'fail',
      /drops logins or settings from ~\/\.docker\/config\.json: auths\["other\.example"\]\.auth is not/,
      /^in ~\/\.docker\/config\.json, correct or remove auths\["other\.example"\]\.auth;/,
    ],
    [
      'a missing store',
      { credsStore: 'desktop' },
      {},
      'docker-helper',
      'fail',
      /docker-credential-desktop.* not on PATH/,
      /remove credsStore/,
    ],
    [
      'a missing store, where the registry has a helper',
      { credsStore: 'desktop', credHelpers: { 'quay.io': 'pass' } },
      {},
      'docker-helper',
      'warn',
      /docker-credential-desktop/,
      /remove credsStore/,
    ],
    [
      'a missing helper of the registry',
      { credHelpers: { 'quay.io': 'gone' } },
      {},
      'docker-helper',
      'fail',
      /docker-credential-gone/,
      /remove quay\.io from credHelpers/,
    ],
    [
      'a missing helper of another',
      { credHelpers: { 'gcr.io': 'gcr' } },
      {},
      'docker-helper',
      'warn',
      /docker-credential-gcr/,
      /remove gcr\.io/,
    ],
    [
      'ecr-login for everything',
      { credsStore: 'ecr-login' },
      { isInstalled: () => true },
      'docker-helper',
      'fail',
      /Amazon ECR only/,
      /move ecr-login from credsStore to credHelpers/,
    ],
    [
      'a key with a path',
      { auths: { 'quay.io/deepgram': {} } },
      {},
      'docker-key',
      'warn',
      /at random/,
      'in auths of ~/.docker/config.json, rename quay.io/deepgram to quay.io',
    ],
    [
      'a URL with a path',
      { auths: { 'https://quay.io/deepgram': {} } },
      {},
      'docker-key',
      'warn',
      /at random/,
      /rename https:\/\/quay\.io\/deepgram to quay\.io$/,
    ],
    [
      'a key with a path beside the host',
      { auths: { 'quay.io/deepgram': {}, 'quay.io': {} } },
      {},
      'docker-key',
      'warn',
      /at random/,
      'in auths of ~/.docker/config.json, keep only one of quay.io/deepgram, quay.io',
    ],
    [
      'a login in plain text',
      { auths: { 'quay.io': auth('a:b') } },
      {},
      'docker-login',
      'warn',
      /plain text/,
      'dgsh helper install',
    ],
    [
      'a missing store, without which docker would pick one that does not work',
      { credsStore: 'desktop' },
      { generalHelper: { name: 'pass', problem: 'pass is not initialized' } },
      'docker-helper',
      'fail',
      /docker-credential-desktop.* not on PATH/,
      /set up docker-credential-pass, as pass is not initialized, and then remove credsStore/,
    ],
    [
      'a missing store, with a login that docker reads no longer: one fix',
      { auths: { 'quay.io': auth('a:b') }, credsStore: 'desktop.exe' },
      { generalHelper: { name: 'pass', problem: 'pass is not initialized' } },
      'docker-helper',
      'fail',
      /docker-credential-desktop\.exe/,
      'install it, or remove credsStore from ~/.docker/config.json',
    ],
    [
      'logins that all may read',
      { auths: { 'other.example': auth('a:b') } },
      { mode: 0o100644 },
      'docker-mode',
      'warn',
      /mode 0644/,
      'chmod 600 ~/.docker/config.json',
    ],
    [
      "logins in another user's file that all may read",
      { auths: { 'other.example': auth('a:b') } },
      { mode: 0o100644, isOwn: false },
      'docker-mode',
      'warn',
      /mode 0644/,
      'sudo chown "$(id -u)" ~/.docker/config.json && chmod 600 ~/.docker/config.json',
    ],
    [
      'logins that the group may read',
      { auths: { 'other.example': auth('a:b') } },
      { mode: 0o100640, path: '~/my docker/config.json' },
      'docker-mode',
      'warn',
      /mode 0640/,
      "chmod 600 ~/'my docker/config.json'",
    ],
  ])('%s', (_, config, facts, name, status, message, fix) => {
    expect(judge(config, facts)).toEqual([
      [
        name,
        status,
        expect.stringMatching(message),
        typeof fix === 'string' ? fix : expect.stringMatching(fix),
      ],
    ])
  })

  it('each thing by itself, and never with a secret', () => {
    const config = { auths: { 'quay.io/deepgram': auth('robot:hunter22hunter22') }, credsStore: 'gone' }
    const found = judge(config, { mode: 0o100666 })
    expect(found.map(([name]) => name)).toEqual(['docker-helper', 'docker-mode', 'docker-key'])
    expect(JSON.stringify(found)).not.toMatch(/hunter22|aHVudGVy|cm9ib3Q/)
  })
})
