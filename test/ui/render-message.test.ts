import { describe, expect, it } from 'vitest'
import { nameOf } from '../../src/app/credential-name.ts'
import { stepOf } from '../../src/ui/marks.ts'
import { command, message, path, plainText, withCommandAtEnd } from '../../src/ui/message.ts'
import { renderError } from '../../src/ui/messages.ts'
import { createPalette } from '../../src/ui/palette.ts'
import { renderMessage } from '../../src/ui/render-message.ts'
import { safeText } from '../../src/ui/safe-text.ts'
import { displayWidth } from '../../src/ui/width.ts'

const plain = await createPalette(0)
const keep = (text: string) => text
const ID = '8b1f4d07-6c2e-4a95-b3d8-50e7c9a1f264'

describe('renderMessage', () => {
  const at = (width: number | undefined, text: Parameters<typeof renderMessage>[0], indent = 0) =>
    renderMessage(text, { palette: plain, width, indent, start: 0, redact: keep }).split('\n')

  it('breaks between words only', () => {
    expect(at(20, 'the registry refuses the login')).toEqual(['the registry refuses', 'the login'])
  })

  it('indents each line but the first', () => {
    expect(at(14, 'note: one two three', 6)).toEqual(['note: one two', '      three'])
  })

  it('is one line off a terminal, whatever it holds', () => {
    expect(at(undefined, 'a\nb\u001b[2J c'.repeat(50))).toHaveLength(1)
  })

  it('never breaks an id, a command or a path', () => {
    const text = message`stored ${ID} in ${path('/home/a b/c d')}; to see it: ${command('dgsh creds show x')}`
    for (let width = 20; width < 100; width += 1) {
      const lines = at(width, text)
      for (const whole of [ID, '/home/a b/c d;', 'dgsh creds show x'])
        expect(
          lines.some((line) => line.includes(whole)),
          `${width}: ${whole}`,
        ).toBe(true)
    }
  })

  it('keeps a command at the end of a plain string whole', () => {
    expect(at(30, 'to see the ids of all of them: dgsh creds list --profile a')).toEqual([
      'to see the ids of all of them:',
      'dgsh creds list --profile a',
    ])
  })

  it('keeps a command whole that a note or a step ends with', () => {
    const text = 'docker still has its login: dgsh logout 127.0.0.1:44001 --engine docker'
    for (const around of [message`note: ${text}`, stepOf('warning', 'docker', text)])
      expect(at(60, around, 6).at(-1)?.trim()).toBe('dgsh logout 127.0.0.1:44001 --engine docker')
  })

  it('gives up as much of the indent as an id needs', () => {
    expect(at(40, message`✓ created   ${ID}`, 12)).toEqual(['✓ created', `    ${ID}`])
  })

  it.each([
    'dgsh keeps nothing until a store is chosen',
    'docker is logged in to quay.io already',
    'X is kept for quay.io: dgsh does not send it to docker.io',
    'docker pulls nothing without a login',
    'install docker or podman, or pass --engine',
    'pass cannot encrypt with its key',
  ])('takes no sentence for a command: %s', (text) => {
    expect(at(20, text).length).toBeGreaterThan(1)
    expect(withCommandAtEnd(text)).toEqual([text])
  })

  it.each([
    'dgsh creds list',
    'dgsh --version',
    'docker context use default',
    'podman pull --tls-verify=false localhost:5000/a:1',
    'kubectl --context=a cluster-info',
    'pass init <gpg-id>',
    'sudo chown a b',
  ])('takes for a command what stands alone or after a colon: %s', (line) => {
    expect(withCommandAtEnd(line)).toEqual(['', command(line)])
    expect(withCommandAtEnd(`to fix it: ${line}`)).toEqual(['to fix it: ', command(line)])
  })

  it('keeps punctuation beside what it belongs to', () => {
    expect(at(12, message`see (${command('dgsh doctor')}), now`)).toEqual(['see', '(dgsh doctor),', 'now'])
  })

  it('paints names, ids and commands, word by word', async () => {
    const palette = await createPalette(1)
    const text = renderMessage(message`as ${nameOf({ id: ID, comment: 'Two words' })}`, {
      palette,
      width: 40,
      redact: keep,
    })
    expect(text).toBe('as \u001b[1mTwo\u001b[22m \u001b[1mwords\u001b[22m (\u001b[36m8b1f4d07\u001b[39m)')
  })

  it('hides what is secret before it wraps', () => {
    const text = renderMessage('the secret is one two', {
      palette: plain,
      width: 18,
      redact: (shown) => shown.replace('one two', '[hidden]'),
    })
    expect(text).toBe('the secret is\n[hidden]')
  })
})

describe('nameOf', () => {
  it.each([
    ['Cluster 7', 'Cluster 7 (8b1f4d07)'],
    ['  ', ID],
    [undefined, ID],
    ['x'.repeat(100), `${'x'.repeat(59)}… (8b1f4d07)`],
  ])('calls a credential with the comment %j %s', (comment, name) => {
    expect(plainText(nameOf({ id: ID, comment }))).toBe(name)
  })
})

/** Pseudo-random numbers, the same in each run (Mulberry32, public domain). */
function randomFrom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}

const ALPHABET = [
  ...'abc  -,:;()',
  'ü',
  '京',
  '한',
  '\u0301',
  '👩\u200d👧',
  '\u001b[31m',
  '\n',
  '\t',
  '\u202e',
  '\u0000',
  '\u009b',
]

describe('any message at any width', () => {
  const ids = [ID, 'deepgram+8b1f4d07-6c2e-4a95-b3d8-50e7c9a1f264']
  const wholes = [
    ...ids.map((text) => ({ kind: 'id', text }) as const),
    command('dgsh creds rotate 8b1f4d07 --keep-old'),
    path('/home/a b/.docker/config.json'),
  ]

  const partOf = (random: (below: number) => number) => {
    const any = Array.from({ length: random(60) }, () => ALPHABET[random(ALPHABET.length)])
      .concat('.')
      .join('')
    const kinds = ['name', 'faint', 'good', 'bad'] as const
    return (
      [any, { kind: kinds[random(4)] ?? 'name', text: any }, wholes[random(wholes.length)] ?? any][
        random(3)
      ] ?? any
    )
  }

  /** What shows of one line: its columns, and whether it is one word that nothing may break. */
  const isTooLong = (line: string, width: number) =>
    displayWidth(line) > width && /\S\s+\S/.test(withoutWholes(line))
  const withoutWholes = (line: string) => wholes.reduce((left, { text }) => left.replaceAll(text, 'x'), line)

  it('has no line over it but one word, whole ids, commands and paths, and nothing that steers the terminal', () => {
    const random = randomFrom(10)
    for (let count = 0; count < 4000; count += 1) {
      const width = 20 + random(381)
      const indent = random(13)
      const parts = Array.from({ length: 1 + random(8) }, () => partOf(random))
      const text = renderMessage(parts, { palette: plain, width, indent, start: 0, redact: keep })
      const why = JSON.stringify({ width, indent, parts })
      for (const line of text.split('\n')) {
        expect(isTooLong(line, width), `${why}\n${line}`).toBe(false)
        expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/)
      }
      for (const part of parts)
        if (typeof part !== 'string' && wholes.some((whole) => whole === part))
          expect(text, why).toContain(part.text)
      const bare = (shown: string) => shown.replace(/\s+/g, '')
      expect(bare(text), why).toBe(
        bare(
          safeText(
            plainText(
              parts.map((part) =>
                typeof part === 'string' ? safeText(part) : { ...part, text: safeText(part.text) },
              ),
            ),
          ),
        ),
      )
    }
  })

  it('is an error, a hint and a step, too', async () => {
    const random = randomFrom(11)
    for (let count = 0; count < 500; count += 1) {
      const width = 20 + random(381)
      const text = () =>
        plainText(Array.from({ length: 1 + random(6) }, () => partOf(random))).replaceAll(/[\t\n]/g, ' ')
      const report = {
        code: 'failed' as const,
        message: text(),
        hint: `${text()}\nto see it: dgsh creds list --profile a`,
        exit_code: 1,
      }
      const error = await renderError(report, { palette: plain, width })
      const step = renderMessage(stepOf('done', 'docker', text()), {
        palette: plain,
        width,
        indent: 12,
        start: 0,
        redact: keep,
      })
      expect(error).toContain('dgsh creds list --profile a\n')
      for (const line of `${error}${step}`.split('\n'))
        if (displayWidth(line) > width)
          expect(
            line
              .trim()
              .split(/ +/)
              .filter((word) => !/^(?:error:|hint:|✓|docker)$/.test(word)),
            line,
          ).toSatisfy((words: string[]) => words.length <= 1 || line.includes('dgsh creds'))
    }
  })
})
