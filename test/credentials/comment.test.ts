import { describe, expect, it } from 'vitest'
import { commentOfSuccessor, problemOfComment } from '../../src/credentials/comment.ts'
import { idOf } from '../helpers/samples.ts'

const lengthOf = (text: string) => [...text].length

describe('problemOfComment', () => {
  it.each([
    ['one word', 'CI'],
    ['white space around it', '  Cluster 7 \n'],
    ['128 letters', 'a'.repeat(128)],
    ['128 characters that take two units each', '🚀'.repeat(128)],
    ['128 ideographs', '部'.repeat(128)],
    ['letters of many scripts', 'Küche, кластер, 集群 7'],
  ])('has nothing against %s', (_, text) => {
    expect(problemOfComment(text)).toBeUndefined()
  })

  it.each([
    ['nothing', '', /wants a comment/],
    ['white space only', ' \t\n', /wants a comment/],
    ['129 letters', 'a'.repeat(129), /at most 128 characters, and this one has 129/],
    ['129 emoji', '🚀'.repeat(129), /this one has 129/],
    ['two lines', 'a\nb', /is one line/],
    ['an escape sequence', 'a\x1b[2Jb', /control characters/],
    ['a C1 control character', 'a\x9bb', /control characters/],
    ['half a character', 'a\ud800b', /half a character/],
  ])('refuses %s', (_, text, problem) => {
    expect(problemOfComment(text)).toMatch(problem)
  })
})

describe('commentOfSuccessor', () => {
  const suffix = '(replaces 00000001, rotation ab12)'
  const successor = (comment: string | undefined, id = idOf(1), mark = 'ab12') =>
    commentOfSuccessor({ id, comment }, mark)

  it.each([
    ['Cluster 7', `Cluster 7 ${suffix}`],
    [undefined, suffix],
    ['', suffix],
    ['  ', suffix],
    ['Cluster 7 (Berlin)', `Cluster 7 (Berlin) ${suffix}`],
    ['a\nb\x1bc', `a b c ${suffix}`],
  ])('of %j names what it replaces', (comment, expected) => {
    expect(successor(comment)).toBe(expected)
  })

  it('does not grow from rotation to rotation', () => {
    const second = successor('Cluster 7')
    expect(successor(second, idOf(2), 'cd34')).toBe('Cluster 7 (replaces 00000002, rotation cd34)')
    expect(successor(successor(undefined), idOf(2), 'cd34')).toBe('(replaces 00000002, rotation cd34)')
  })

  it.each([
    ['letters', 'a'],
    ['emoji', '🚀'],
    ['ideographs', '部'],
  ])('has no more than 128 characters of %s, none of them cut in two', (_, character) => {
    const comment = successor(character.repeat(128))
    expect(lengthOf(comment)).toBe(128)
    expect(comment).toBe(`${character.repeat(128 - suffix.length - 2)}… ${suffix}`)
    expect(problemOfComment(comment)).toBeUndefined()
  })

  it('stays as it is when it fits to the last character', () => {
    const base = 'b'.repeat(128 - suffix.length - 1)
    expect(successor(base)).toBe(`${base} ${suffix}`)
  })

  it('is shortened once only', () => {
    const second = successor('a'.repeat(128))
    expect(successor(second, idOf(2), 'cd34')).toBe(
      second.replace('00000001', '00000002').replace('ab12', 'cd34'),
    )
  })
})
