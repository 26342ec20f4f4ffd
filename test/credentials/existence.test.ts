import { describe, expect, it } from 'vitest'
import { isWholeList, type Knowledge, type State, stateOf } from '../../src/credentials/existence.ts'
import { credential, idOf } from '../helpers/samples.ts'

const owned = (number: number, member_id: string | undefined) =>
  credential(number, { owner: { member_id, email: undefined } })
const member = (member_id: string) => ({ member_id, email: undefined })

describe('isWholeList', () => {
  it.each<[whole: boolean, what: string, owners: (string | undefined)[], members: string[] | undefined]>([
    [true, 'several owners', ['a', 'b'], undefined],
    [true, 'several owners and members', ['a', 'b'], ['a', 'b', 'c']],
    [true, 'the only member', ['a', 'a'], ['a']],
    [true, 'the only member, who has none', [], ['a']],
    [false, 'one owner', ['a', 'a'], undefined],
    [false, 'one owner of several members', ['a'], ['a', 'b']],
    [false, 'nothing, and several members', [], ['a', 'b']],
    [false, 'nothing, and no members', [], undefined],
    [false, 'an owner who is not the only member', ['b'], ['a']],
    [false, 'owners who are not shown', [undefined, 'a'], undefined],
    [false, 'an owner who is not shown, of one member', [undefined], ['a']],
  ])('is %s with %s', (whole, _, owners, members) => {
    const credentials = owners.map((owner, index) => owned(index, owner))
    expect(isWholeList(credentials, members?.map(member))).toBe(whole)
  })
})

describe('stateOf', () => {
  it.each<[state: State, what: string, id: string, knowledge: Partial<Knowledge>]>([
    ['live', 'listed', idOf(1), {}],
    ['live', 'listed, whatever the history says', idOf(1), { deleted: new Set([idOf(1)]) }],
    ['unknown', 'not listed', idOf(2), {}],
    ['deleted', 'not in the whole list', idOf(2), { wholeProject: 'p' }],
    ['deleted', 'deleted by dgsh', idOf(2), { deleted: new Set([idOf(2)]) }],
    [
      'deleted',
      'deleted by dgsh, and Deepgram was not asked',
      idOf(2),
      { credentials: [], asked: false, deleted: new Set([idOf(2)]) },
    ],
    ['unknown', 'of no known state', idOf(1), { credentials: [], asked: false }],
  ])('is %s when it is %s', (state, _, id, knowledge) => {
    const known = {
      credentials: [credential(1)],
      asked: true,
      wholeProject: undefined,
      deleted: new Set<string>(),
    }
    expect(stateOf(id, { ...known, ...knowledge })).toBe(state)
  })
})
