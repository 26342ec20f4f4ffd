import { describe, expect, it } from 'vitest'
import { describeSource } from './source.ts'

describe('describeSource', () => {
  it.each([
    ["import a from './a.ts'", './a.ts', false],
    ["import type { A } from './a.ts'", './a.ts', true],
    ["import { type A, type B } from './a.ts'", './a.ts', true],
    ["import { type A, b } from './a.ts'", './a.ts', false],
    ["import a, { type B } from './a.ts'", './a.ts', false],
    ["import './a.ts'", './a.ts', false],
    ["export { a } from './a.ts'", './a.ts', false],
    ["export type { A } from './a.ts'", './a.ts', true],
    ["const a = async () => (await import('./a.ts')).a", './a.ts', false],
  ])('finds the import in %s', (text, specifier, typeOnly) => {
    expect(describeSource('x.ts', text).imports).toEqual([{ specifier, typeOnly }])
  })

  it.each([
    ['process.exit()', true],
    ['const { env } = process', true],
    ["import { env } from 'node:process'", true],
    ['const a = { process: 1 }', false],
    ['a.process()', false],
    ['// process.env', false],
  ])('tells whether the process is used in %s: %s', (text, expected) => {
    expect(describeSource('x.ts', text).usesProcess).toBe(expected)
  })

  it('finds the exports without a doc comment', () => {
    const text =
      '/** Good. */\nexport const a = 1\n// Not enough.\nexport const b = 2\nexport interface C {}\nconst d = 1\n'
    expect(describeSource('x.ts', text).undocumented).toEqual(['export const b = 2', 'export interface C {}'])
  })

  it('finds functions that are too long', () => {
    const body = (lines: number) => `function f() {\n${'a()\n'.repeat(lines)}}\n`
    expect(describeSource('x.ts', body(48)).longFunctions).toEqual([])
    expect(describeSource('x.ts', body(49)).longFunctions).toEqual(['function f() {'])
  })
})
