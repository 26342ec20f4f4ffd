import { describe, expect, it } from 'vitest'
import { differenceOf } from '../../src/installation/difference.ts'

const drawn = (before: string, after: string) =>
  differenceOf(before, after).map((hunk) => hunk.map(({ sign, text }) => sign + text).join('\n'))

describe('differenceOf', () => {
  it('shows what changes, with three lines around it, in hunks', () => {
    const lines = Array.from({ length: 20 }, (_, index) => `${index}`)
    const changed = lines.map((line) => (line === '2' || line === '15' ? `${line}!` : line))
    expect(drawn(lines.join('\n'), changed.join('\n'))).toEqual([
      ' 0\n 1\n-2\n+2!\n 3\n 4\n 5',
      ' 12\n 13\n 14\n-15\n+15!\n 16\n 17\n 18',
    ])
  })

  it('shows a new file, and nothing for the same text', () => {
    expect(drawn('', '{\n}\n')).toEqual(['+{\n+}'])
    expect(drawn('{\r\n}', '{\r\n}')).toEqual([])
  })

  it('shows no value that may be secret, whatever its name and however it is written', () => {
    const before = `{"auths":{"a":{"auth":"S1","x":{"y":["S2","S3\\"S4"]}}},"HttpHeaders":{"A" : "S5"},"s":"S6","credsStore":"pass"}`
    const [text = ''] = drawn(before, before.replace('"pass"', '"dgsh"').replace('S5', 'S7'))
    expect(text).not.toMatch(/S\d/)
    expect(text).toBe(
      '-{"auths":{"a":{"auth":"…","x":{"y":["…","…"]}}},"HttpHeaders":{"A" : "…"},"s":"…","credsStore":"pass"}\n' +
        '+{"auths":{"a":{"auth":"…","x":{"y":["…","…"]}}},"HttpHeaders":{"A" : "…"},"s":"…","credsStore":"dgsh"}',
    )
  })
})
