import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { declareNoun, declareVerb } from '../../../src/commands/declaration/declare.ts'

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

  it('shows its examples with what they do above them, and where the global flags are', () => {
    const parts: string[] = []
    const parent = new Command('dgsh')
      .exitOverride()
      .configureOutput({ writeOut: (part) => void parts.push(part) })
    declareVerb(parent, 'it', description)
    expect(() => parent.parse(['it', '--help'], { from: 'user' })).toThrow()
    expect(parts.join('')).toMatch(
      /\nExamples:\n {2}# does it\n {2}dgsh it\n {2}# does it well\n {2}dgsh it --well\n\nGlobal flags: dgsh help flags\n$/,
    )
  })

  it('has the aliases of its name below a noun, and none as a command of its own', () => {
    const root = new Command('dgsh')
    const noun = declareNoun(root, 'things', description)
    expect(declareVerb(noun, 'list', description).aliases()).toEqual(['ls'])
    expect(declareVerb(root, 'list', description).aliases()).toEqual([])
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
