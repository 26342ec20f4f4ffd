import { describe, expect, it } from 'vitest'
import { nameOf } from '../../src/credentials/name.ts'
import { stepOf } from '../../src/ui/marks.ts'
import { command, message, path, plainText, withCommandAtEnd } from '../../src/ui/message.ts'
import { createPalette } from '../../src/ui/palette.ts'
import { renderMessage } from '../../src/ui/render-message.ts'

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
