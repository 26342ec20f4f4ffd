import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import {
  addGlobalOptions,
  readGlobalFlags,
  wantsJson,
} from '../../../src/commands/declaration/global-options.ts'
import type { GlobalFlags } from '../../../src/ports.ts'

function parse(line: string): GlobalFlags {
  const program = new Command()
  addGlobalOptions(program)
  program.parse(line === '' ? [] : line.split(' '), { from: 'user' })
  return readGlobalFlags(program)
}

describe('readGlobalFlags', () => {
  const none = { header: true, input: true, color: true }

  it.each<[line: string, flags: GlobalFlags]>([
    ['', {}],
    ['--profile staging --project p', { profile: 'staging', project: 'p' }],
    ['--api-url https://x --registry r', { apiUrl: 'https://x', registry: 'r' }],
    ['-o wide', { output: 'wide' }],
    ['--output=csv --columns id,name', { output: 'csv', columns: 'id,name' }],
    ['--json', { output: 'json' }],
    ['-q', { output: 'id' }],
    ['--quiet', { output: 'id' }],
    ['-q -o json', { output: 'json' }],
    ['--no-header --no-input --no-color', { header: false, input: false, color: false }],
    ['--timeout 5 --debug', { timeout: '5', debug: true }],
  ])('of "%s"', (line, flags) => {
    expect(parse(line)).toEqual({ ...none, ...flags })
  })

  it("leaves another command's format to the settings, which refuse it", () => {
    expect(parse('-o sarif')).toEqual({ ...none, output: 'sarif' })
  })
})

describe('wantsJson', () => {
  it.each(['--json', '-o json', '-ojson', '--output json', '--output=json', 'creds list -o json --nonsense'])(
    'is true for %s',
    (line) => {
      expect(wantsJson(line.split(' '))).toBe(true)
    },
  )

  it.each([
    '',
    'creds list',
    '-o yaml',
    '-o table --json',
    '-o json -o csv',
    'json',
    'config set project json',
    '-- --json',
    'sandbox -- dgsh -o json',
  ])('is false for %s', (line) => {
    expect(wantsJson(line.split(' '))).toBe(false)
  })
})
