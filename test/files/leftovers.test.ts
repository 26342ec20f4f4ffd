import { readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { leftoversOf, removeLeftovers } from '../../src/files/leftovers.ts'
import { temporaryDirectory } from '../helpers/temporary.ts'

it('what a killed writer left is found and removed, and nothing else', () => {
  const directory = temporaryDirectory()
  const left = 'store.json.tmp-5666901057194433'
  const others = [
    'store.json',
    'store.json.tmp-mine',
    'other.json.tmp-5666901057194433',
    `x${left}`,
    `${left}0`,
  ]
  for (const name of [left, ...others]) writeFileSync(join(directory, name), '')
  const path = join(directory, 'store.json')
  expect(leftoversOf(path)).toEqual([join(directory, left)])
  removeLeftovers(path)
  expect(readdirSync(directory).sort()).toEqual([...others].sort())
})

it('it is beside the file that a link leads to', () => {
  const [here, there] = [temporaryDirectory(), temporaryDirectory()]
  writeFileSync(join(there, 'real.json'), '')
  writeFileSync(join(there, 'real.json.tmp-5666901057abcdef'), '')
  symlinkSync(join(there, 'real.json'), join(here, 'store.json'))
  removeLeftovers(join(here, 'store.json'))
  expect(readdirSync(there)).toEqual(['real.json'])
})

it('nothing is left where there is no directory', () => {
  expect(leftoversOf('/nowhere/store.json')).toEqual([])
})
