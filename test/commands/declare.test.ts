import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { declareNoun, declareVerb } from '../../src/commands/declare.ts'

const description = {
  summary: 'Do it',
  examples: [
    ['dgsh it', 'does it'],
    ['dgsh it --well', 'does it well'],
  ],
} as const

describe('declareVerb', () => {
  it('hands the settings of the parent on, so that an error does not end the process', () => {
    const parent = new Command().exitOverride().configureOutput({ writeErr: () => {} })
    declareVerb(parent, 'it', description)
    expect(() => parent.parse(['it', '--nonsense'], { from: 'user' })).toThrow("unknown option '--nonsense'")
  })

  it('aligns the examples of the help', () => {
    const parts: string[] = []
    const parent = new Command('dgsh')
      .exitOverride()
      .configureOutput({ writeOut: (part) => void parts.push(part) })
    declareVerb(parent, 'it', description)
    expect(() => parent.parse(['it', '--help'], { from: 'user' })).toThrow()
    const text = parts.join('')
    expect(text).toContain('  $ dgsh it          does it\n  $ dgsh it --well   does it well\n')
    expect(text).toMatch(/The global options are in dgsh --help\.\n$/)
  })
})

describe('declareNoun', () => {
  it('is a command with a summary for the list, and no help command of its own', () => {
    const noun = declareNoun(new Command(), 'it', { ...description, description: 'Do it, in more words' })
    declareVerb(noun, 'now', description)
    expect(noun.summary()).toBe('Do it')
    expect(noun.helpInformation()).toContain('Do it, in more words')
    expect(noun.helpInformation()).not.toContain('help [command]')
  })
})
