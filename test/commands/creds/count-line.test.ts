import { describe, expect, it } from 'vitest'
import { countLine } from '../../../src/commands/creds/count-line.ts'
import { plainText } from '../../../src/ui/message.ts'
import { credential } from '../../helpers/samples.ts'

const line = (
  comments: readonly (string | undefined)[],
  details: { all?: number; project?: string } = {},
) => {
  const shown = comments.map((comment, index) => credential(index, { comment }))
  return plainText(countLine({ shown, all: details.all ?? shown.length, project: details.project }))
}

describe('countLine', () => {
  it.each<[comments: (string | undefined)[], details: { all?: number; project?: string }, text: string]>([
    [['one'], {}, '1 credential'],
    [['Berlin', 'Oregon'], {}, '2 credentials. Search: dgsh creds list berlin'],
    [['Berlin', 'Oregon'], { project: 'X' }, '2 credentials in X. Search: dgsh creds list berlin'],
    [['old cluster', 'new cluster', 'west'], {}, '3 credentials. Search: dgsh creds list west'],
    [['cluster', 'cluster'], {}, '2 credentials. Search: dgsh creds list cluster'],
    [['東京', 'für München', undefined, "it's"], {}, '4 credentials'],
    [['Berlin'], { all: 7, project: 'X' }, '1 of 7 credentials in X'],
  ])('of %j (%j) is: %s', (comments, details, text) => {
    expect(line(comments, details)).toBe(text)
  })
})
