import { expect, it } from 'vitest'
import { isNamespace, isSecretName } from '../../src/export/pull-secret.ts'

// What kubectl and an API server take (RFC 1123, k8s.io/apimachinery).
it.each<[name: string, isName: boolean, isSpace: boolean]>([
  ['dg-regcred', true, true],
  ['a', true, true],
  ['0', true, true],
  ['a.b', true, false],
  ['a.0-b.c', true, false],
  ['', false, false],
  ['A', false, false],
  ['a_b', false, false],
  ['-a', false, false],
  ['a-', false, false],
  ['.a', false, false],
  ['a.', false, false],
  ['a..b', false, false],
  ['a.-b', false, false],
  ['a-.b', false, false],
  ['ä', false, false],
  ['a\n', false, false],
  ['a b', false, false],
  ['$(x)', false, false],
  ['a'.repeat(63), true, true],
  ['a'.repeat(64), true, false],
  ['a'.repeat(253), true, false],
  ['a'.repeat(254), false, false],
])('%j is a name: %s, is a namespace: %s', (text, isName, isSpace) => {
  expect([isSecretName(text), isNamespace(text)]).toEqual([isName, isSpace])
})
