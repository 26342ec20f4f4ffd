import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  lastLine,
  plainTextFile,
  readCopyFailure,
  readFailure,
  wasNotLoggedIn,
} from '../../src/engines/outcome.ts'

interface Sample {
  engine: string
  version: string
  /** `seen`: of a run of that version; else the file of the source that has the words. */
  source: string
  kind: string
  text: string
}

/** What engines print when a login fails, by engine and version, and what it means. */
const SAMPLES: Sample[] = readFileSync(new URL('failures.tsv', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => {
    const [engine = '', version = '', source = '', kind = '', text = ''] = line.split('\t')
    return { engine, version, source, kind, text: JSON.parse(text) }
  })

describe('readFailure', () => {
  it.each(SAMPLES)('takes for $kind what $engine $version says ($source): $text', ({ kind, text }) => {
    expect(readFailure(`${text}\n`).kind).toBe(kind)
    expect(readFailure(`\r\n${text.replaceAll('\n', '\r\n')}\r\n`).kind).toBe(kind)
  })

  it.each(SAMPLES.filter(({ kind }) => kind !== 'unknown'))(
    'knows nothing by words in the middle of something else: $text',
    ({ text }) => {
      const words = text.split('\n').map((line) => `a wrapper says ${line}`)
      expect(readFailure(words.join('\n')).kind).toBe('unknown')
      expect(readFailure(`Error: a plugin of mine: ${text}`).kind).toBe('unknown')
    },
  )

  it.each([
    '',
    'something that nobody has seen before\n',
    'unexpected EOF\n',
    'denial of everything\n',
    'exit status 1\n',
    'Error: x509\n',
    'status 502\n',
  ])('does not guess what %j means', (text) => {
    expect(readFailure(text).kind).toBe('unknown')
  })

  it('goes by the error of the engine, whatever is said before and after', () => {
    const refusal = 'Get "https://quay.io/v2/": unauthorized: no'
    const wrapped = `Emulate Docker CLI using podman.\n${refusal}\nexit status 1\n`
    expect(readFailure(wrapped)).toEqual({ kind: 'refused', said: `${refusal}\nexit status 1` })
  })

  it('does not take for the reason what docker tried first, or what it warns of', () => {
    const tried =
      'time="2026-01-01T00:00:00Z" level=info msg="Error logging in to endpoint, trying next endpoint" error="Get \\"https://127.0.0.1:5000/v2/\\": x509: no"\n'
    expect(readFailure(`${tried}who knows\n`)).toEqual({ kind: 'unknown', said: 'who knows' })
    const warned = 'WARNING: Error loading config file: open /x/config.json: permission denied\nwho knows\n'
    expect(readFailure(warned).kind).toBe('unknown')
  })

  it('quotes the error without the prefixes of a log, and nothing of a web page', () => {
    const said = (text: string) => readFailure(text).said
    expect(said('Error: logging into "quay.io": invalid username/password\n')).toBe(
      'logging into "quay.io": invalid username/password',
    )
    expect(
      said('time="2026" level=fatal msg="logging into \\"quay.io\\": invalid username/password"\n'),
    ).toBe('logging into "quay.io": invalid username/password')
    const page = '<!DOCTYPE html>\n<html>\n<body>Sign in</body>\n</html>\n'
    expect(said(`Get "https://quay.io/v2/": denied: ${page}`)).toBe(
      'Get "https://quay.io/v2/": denied: (a web page)',
    )
    expect(said(`Error response from daemon: ${page}`)).toBe('Error response from daemon: (a web page)')
    expect(said(page)).toBe('(a web page)')
  })

  it.each([
    ['one line', 'x'.repeat(3_000_000)],
    ['many lines', 'Get "https://quay.io/v2/": \n'.repeat(100_000)],
    ['a dump after the error', `Error: ${'"'.repeat(300_000)}`],
    ['prefixes upon prefixes', 'Get "https://quay.io/v2/": '.repeat(20_000)],
  ])('reads a text without end in no time: %s', (_, text) => {
    const started = performance.now()
    readFailure(text)
    readCopyFailure(text)
    expect(performance.now() - started).toBeLessThan(2000)
  })
})

describe('readCopyFailure', () => {
  it.each([
    [
      'refused',
      'time="2026-01-01T00:00:00Z" level=fatal msg="initializing source docker://quay.io/deepgram/a:1: reading manifest 1 in quay.io/deepgram/a: unauthorized: access to the requested resource is not authorized"',
    ],
    [
      'refused',
      'time="2026-01-01T00:00:00Z" level=fatal msg="copying image 1/2 from manifest list: trying to reuse blob sha256:00 at destination: checking whether a blob sha256:00 exists in registry.example.com/a: authentication required"',
    ],
    [
      'refused',
      'time="2026-01-01T00:00:00Z" level=fatal msg="writing manifest: uploading manifest latest to registry.example.com/a: denied: requested access to the resource is denied"',
    ],
    [
      'unreachable',
      'time="2026-01-01T00:00:00Z" level=fatal msg="trying to reuse blob sha256:00 at destination: pinging container registry 127.0.0.1:9: Get \\"http://127.0.0.1:9/v2/\\": dial tcp 127.0.0.1:9: connect: connection refused"',
    ],
    [
      'refused',
      'Error: fetching "quay.io/deepgram/a:1": GET https://quay.io/v2/auth?scope=x: UNAUTHORIZED: authentication required; [map[]]',
    ],
    ['refused', 'Error: GET https://quay.io/v2/auth?scope=x: unexpected status code 401 Unauthorized: no'],
    [
      'unreachable',
      'Error: fetching "a:1": Get "https://quay.io/v2/": dial tcp: lookup quay.io: no such host',
    ],
    ['unknown', 'Error: copying layer: unauthorized use of a word'],
  ])('takes for %s: %s', (kind, text) => {
    expect(readCopyFailure(`${text}\n`).kind).toBe(kind)
  })
})

describe('lastLine', () => {
  it.each([
    ['one\ntwo\n', 'two'],
    ['one\r\n two \r\n\r\n', 'two'],
    ['one', 'one'],
    ['\n \n', ''],
    ['who knows: <html>\n<body>no</body>\n</html>\n', 'who knows: (a web page)'],
    ['', ''],
  ])('of %j is %j', (text, line) => {
    expect(lastLine(text)).toBe(line)
  })
})

describe('plainTextFile', () => {
  it.each([
    [
      "\nWARNING! Your credentials are stored unencrypted in '/home/ada/.docker/config.json'.\nConfigure a credential helper to remove this warning. See\nhttps://docs.docker.com/go/credential-store/\n\n",
      '/home/ada/.docker/config.json',
    ],
    [
      "WARNING! Your credentials are stored unencrypted in '/home/ada with spaces/config.json'.",
      '/home/ada with spaces/config.json',
    ],
    [
      'WARNING! Your password will be stored unencrypted in /root/.docker/config.json.\nConfigure a credential helper',
      '/root/.docker/config.json',
    ],
    ['Login Succeeded', undefined],
    ['', undefined],
  ])('finds the file in %j', (stderr, file) => {
    expect(plainTextFile(stderr)).toBe(file)
  })
})

describe('wasNotLoggedIn', () => {
  it.each([
    ['Not logged in to quay.io\n', true],
    ['Error: not logged into quay.io\n', true],
    ['time="2026-01-01T00:00:00Z" level=fatal msg="not logged into quay.io"\n', true],
    ['Error: not logged in\n', true],
    ['Error: checking authfile: stat /home/ada/auth.json: no such file or directory\n', true],
    [
      'Error: credential file is not accessible: faccessat /home/ada/a.json: no such file or directory\n',
      true,
    ],
    ['Removing login credentials for quay.io\n', false],
    ['Error: a helper says that it is not logged in to its vault\n', false],
    ['Error: open /run/containers/0/auth.json: permission denied\n', false],
  ])('of %j is %s', (text, expected) => {
    expect(wasNotLoggedIn(text)).toBe(expected)
  })
})
