import { describe, expect, it } from 'vitest'
import { createPalette, decideColorLevel } from '../../src/ui/palette.ts'

type Environment = Record<string, string>

describe('decideColorLevel', () => {
  it.each<[reason: string, isTTY: boolean, env: Environment, option: boolean | undefined, level: number]>([
    ['a terminal has colour', true, {}, undefined, 1],
    ['a pipe has none', false, {}, undefined, 0],
    ['a terminal of 256 colours', true, { TERM: 'xterm-256color' }, undefined, 2],
    ['a terminal of true colour', true, { COLORTERM: 'truecolor', TERM: 'xterm-256color' }, undefined, 3],
    ['true colour by its other name', true, { COLORTERM: '24bit' }, undefined, 3],
    ['a dumb terminal has none', true, { TERM: 'dumb' }, undefined, 0],
    ['--no-color wins over a terminal', true, {}, false, 0],
    ['--no-color wins over FORCE_COLOR', true, { FORCE_COLOR: '1' }, false, 0],
    ['NO_COLOR wins over a terminal', true, { NO_COLOR: '1' }, undefined, 0],
    ['NO_COLOR=0 is still set', true, { NO_COLOR: '0' }, undefined, 0],
    ['an empty NO_COLOR is not set', true, { NO_COLOR: '' }, undefined, 1],
    ['NO_COLOR wins over FORCE_COLOR', false, { NO_COLOR: '1', FORCE_COLOR: '1' }, undefined, 0],
    ['NO_COLOR wins over CLICOLOR_FORCE', false, { NO_COLOR: '1', CLICOLOR_FORCE: '1' }, undefined, 0],
    ['FORCE_COLOR colours a pipe', false, { FORCE_COLOR: '1' }, undefined, 1],
    ['an empty FORCE_COLOR colours a pipe', false, { FORCE_COLOR: '' }, undefined, 1],
    ['FORCE_COLOR=0 takes it from a terminal', true, { FORCE_COLOR: '0' }, undefined, 0],
    ['FORCE_COLOR=false takes it from a terminal', true, { FORCE_COLOR: 'false' }, undefined, 0],
    ['FORCE_COLOR=0 wins over CLICOLOR_FORCE', true, { FORCE_COLOR: '0', CLICOLOR_FORCE: '1' }, undefined, 0],
    ['FORCE_COLOR wins over TERM=dumb', true, { FORCE_COLOR: '1', TERM: 'dumb' }, undefined, 1],
    ['CLICOLOR_FORCE colours a pipe', false, { CLICOLOR_FORCE: '1' }, undefined, 1],
    ['CLICOLOR_FORCE=0 says nothing', false, { CLICOLOR_FORCE: '0' }, undefined, 0],
    ['CLICOLOR_FORCE=0 leaves a terminal alone', true, { CLICOLOR_FORCE: '0' }, undefined, 1],
    ['CLICOLOR_FORCE wins over CLICOLOR', true, { CLICOLOR_FORCE: '1', CLICOLOR: '0' }, undefined, 1],
    ['CLICOLOR=0 takes it from a terminal', true, { CLICOLOR: '0' }, undefined, 0],
    ['CLICOLOR=1 leaves a terminal alone', true, { CLICOLOR: '1' }, undefined, 1],
    ['CLICOLOR=1 does not colour a pipe', false, { CLICOLOR: '1' }, undefined, 0],
  ])('%s', (_, isTTY, env, option, level) => {
    expect(decideColorLevel({ env, isTTY, option })).toBe(level)
  })
})

describe('createPalette', () => {
  it('leaves every text as it is at level 0', async () => {
    const { colored, ...paints } = await createPalette(0)
    expect(colored).toBe(false)
    expect(Object.values(paints).map((paint) => paint('text'))).toEqual(Array(7).fill('text'))
  })

  it('paints with the 16 colours that every terminal has', async () => {
    const palette = await createPalette(1)
    expect(palette.colored).toBe(true)
    expect(palette.bad('text')).toBe('\x1b[31mtext\x1b[39m')
    expect(palette.good('text')).toBe('\x1b[32mtext\x1b[39m')
    expect(palette.heading('text')).toBe('\x1b[1mtext\x1b[22m')
    expect(palette.plain('text')).toBe('text')
  })

  it('paints the first argument only, so that it can be given to map', async () => {
    const { bad } = await createPalette(1)
    expect(['a'].map(bad)).toEqual(['\x1b[31ma\x1b[39m'])
  })
})
