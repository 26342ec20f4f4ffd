import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import stringWidth from 'string-width'
import { beforeAll, expect, it } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { startTestSandbox } from '../helpers/deepgram-registry.ts'
import { describeWith } from '../helpers/parts.ts'
import { draw, expectWhole, type Screen, type Variant } from '../helpers/screens/draw.ts'
import { fillSandbox, golden } from '../helpers/screens/golden.ts'
import { SCREENS } from '../helpers/screens/screens.ts'
import { fixServerClocks, makeWorld, NOW } from '../helpers/screens/world.ts'

const FOLDER = fileURLToPath(new URL('../screens/', import.meta.url))

const VARIANTS: readonly Variant[] = [
  { columns: 80, rows: 24, colored: false },
  { columns: 140, rows: 40, colored: false },
  { columns: 80, rows: 24, colored: true },
  { columns: 140, rows: 40, colored: true },
]

describeWith(['tmux', 'docker'], 'the screen', () => {
  let usual: Sandbox
  let crowded: Sandbox
  beforeAll(async () => {
    fixServerClocks()
    usual = await startTestSandbox({ now: () => NOW })
    crowded = await startTestSandbox({ now: () => NOW })
    await fillSandbox(crowded, 594)
  })

  /** A screen for which something is done, or that does something, has a sandbox of its own. */
  const worldOf = ({ prepare, act, crowded: isCrowded }: Screen) =>
    makeWorld(isCrowded === true ? crowded : prepare === undefined && act === undefined ? usual : undefined)

  it.each(SCREENS)('$name is as its golden file', async (screen) => {
    const drawings = await Promise.all(
      VARIANTS.map(async (variant) => ({
        ...variant,
        ...(await draw(screen, await worldOf(screen), variant)),
      })),
    )
    for (const { text, columns } of drawings) expectWhole(text, columns, stringWidth)
    await expect(golden(screen, drawings)).toMatchFileSnapshot(`${FOLDER}${screen.name}.txt`)
  })
})

it('there is no golden file without a screen', () => {
  const names = SCREENS.map(({ name }) => `${name}.txt`)
  expect(readdirSync(FOLDER).filter((file) => !names.includes(file))).toEqual([])
})
