import { describe, expect, it } from 'vitest'
import { loginName } from '../../src/store/login-name.ts'
import { isEntryName, isLoginName } from '../../src/store/store.ts'

describe('loginName', () => {
  it.each([
    ['ada', 'login:ada'],
    ['org+robot', 'login:org_2brobot'],
    ['a_b', 'login:a_5fb'],
    ['a@b:c/d e', 'login:a_40b_3ac_2fd_20e'],
    ['ü', 'login:_c3_bc'],
    ['<token>', 'login:_3ctoken_3e'],
  ])('of %j is %j', (username, name) => {
    expect(loginName(username)).toBe(name)
  })

  it('is a name of an entry, and another one for another username', () => {
    const usernames = ['a', 'A', 'a+', 'a_2b', 'x'.repeat(101), `${'x'.repeat(100)}y`, 'ü'.repeat(34), ' ']
    const names = usernames.map(loginName)
    expect(new Set(names).size).toBe(usernames.length)
    expect(names.filter((name) => !isEntryName(name) || !isLoginName(name) || name.length > 110)).toEqual([])
  })
})
