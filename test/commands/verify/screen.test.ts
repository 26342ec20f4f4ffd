import { describe, expect, it } from 'vitest'
import { explain } from '../../../src/commands/verify/explain.ts'
import { screenListing, summaryOf } from '../../../src/commands/verify/screen.ts'
import type { Verification } from '../../../src/credentials/verify-logins.ts'
import { KNOWN_REPOSITORIES } from '../../../src/registry/images.ts'
import { plainText } from '../../../src/ui/message.ts'
import { renderListing } from '../../../src/ui/output.ts'
import { createPalette } from '../../../src/ui/palette.ts'
import { idOf } from '../../helpers/samples.ts'
import { UNDISTURBED } from '../../helpers/table-style.ts'

const API = 'deepgram/self-hosted-api'

const row = (number: number, details: Partial<Verification> = {}): Verification => ({
  id: idOf(number),
  username: `deepgram+${idOf(number)}`,
  secret: 'x',
  source: 'keychain',
  foundIn: ['docker', 'keychain'],
  comment: `Number ${number}`,
  scopes: ['self-hosted:product:api'],
  verdict: 'ok',
  images: KNOWN_REPOSITORIES.map((image) => ({ image, pull: image === API })),
  ...{ missing: [], extra: [], message: '' },
  ...details,
})

const WRONG = row(2, { verdict: 'wrong-secret', images: [], foundIn: ['keychain'] })

async function draw(rows: readonly Verification[], width = 80, isWide = false) {
  return renderListing(screenListing(rows, { registry: 'quay.io', isWide, width }), {
    ...UNDISTURBED,
    format: isWide ? 'wide' : 'table',
    withHeader: true,
    isTTY: true,
    width,
    palette: await createPalette(0),
  })
}

describe('the screen of verify', () => {
  it('shows what is not ok first, with the next command below it', async () => {
    expect(await draw([row(1), WRONG])).toBe(
      [
        'VERDICT       CREDENTIAL           CAN PULL  FOUND IN',
        'wrong-secret  Number 2 (00000002)  -         keychain',
        '              the secret (from keychain) does not belong to it; create another:',
        '              dgsh creds rotate 00000002',
        'ok            Number 1 (00000001)  api       docker, keychain',
        '',
      ].join('\n'),
    )
  })

  it('shows the images in wide only', async () => {
    expect(await draw([row(1)])).not.toContain('LICENSE-PROXY')
    for (const width of [120, 140]) {
      const [header, first, second] = (await draw([row(1)], width, true)).split('\n')
      expect(header).toMatch(/CREDENTIAL \/ ID +API +ENGINE +LICENSE-PROXY/)
      expect(first).toMatch(/^ok +Number 1 \(00000001\) +pull +no/)
      expect(second?.trim()).toBe(idOf(1))
    }
  })

  it.each([30, 60, 80, 140])('breaks no command at %d columns, and loses none', async (width) => {
    const comment = 'A comment that is much longer than any screen has room for beside the rest'
    const text = await draw([row(1, { comment }), { ...WRONG, comment }], width)
    expect(text.split('\n')).toContainEqual(expect.stringContaining('dgsh creds rotate 00000002'))
    expect(text).toContain('(00000001)')
    expect(text.split('\n').every((line) => line.length <= width)).toBe(true)
  })

  it('counts what is not ok where there are several', () => {
    expect(summaryOf([row(1), WRONG])).toBe('1 of 2 credentials is not ok')
    expect(summaryOf([WRONG])).toBeUndefined()
    expect(summaryOf([row(1), row(3)])).toBeUndefined()
  })
})

describe('explain', () => {
  it.each<[Partial<Verification>, string[]]>([
    [{}, []],
    [
      { verdict: 'deleted' },
      [
        `quay.io does not know it, although Deepgram lists it; if it is new, wait for it: dgsh verify 00000001 --watch`,
      ],
    ],
    [
      { verdict: 'deleted', scopes: undefined },
      [
        `quay.io does not know it: it was deleted, it is too new, or its id is mistyped; to see where it is used: dgsh where ${idOf(1)}`,
      ],
    ],
    [
      { verdict: 'wrong-secret', id: 'ada', username: 'ada', scopes: undefined },
      ['the secret (from keychain) does not belong to it; log in with a credential: dgsh login'],
    ],
    [
      { verdict: 'partial', missing: [API] },
      [
        `quay.io does not let it pull ${API}; if it is new, wait for it: dgsh verify 00000001 --watch`,
        `its scopes (api) include ${API}`,
      ],
    ],
    [
      { verdict: 'unreachable', message: 'quay.io cannot be reached' },
      ['quay.io cannot be reached; to find the cause: dgsh doctor'],
    ],
    [{ extra: ['deepgram/x'] }, ['quay.io lets it pull more than its scopes (api) include: deepgram/x']],
  ])('%j', (details, expected) => {
    expect(explain(row(1, details), 'quay.io').map(plainText)).toEqual(expected)
  })
})
