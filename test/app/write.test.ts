import { describe, expect, it } from 'vitest'
import { writeItem, writeListing } from '../../src/app/write.ts'
import type { Listing } from '../../src/ui/column.ts'
import { type TestSetup, testContext } from '../helpers/context.ts'

const listing: Listing<string> = {
  rows: ['a', 'b'],
  columns: [
    { name: 'name', header: 'NAME', value: (row) => row, paint: 'id' },
    { name: 'twice', header: 'TWICE', value: (row) => row + row },
  ],
  id: (row) => row,
  data: (row) => ({ name: row }),
}

describe('writeListing', () => {
  it.each<[setup: TestSetup, text: string]>([
    [{}, 'NAME   TWICE\na      aa\nb      bb\n'],
    [{ flags: { header: false } }, 'a   aa\nb   bb\n'],
    [{ flags: { columns: 'twice' } }, 'TWICE\naa\nbb\n'],
    [{ flags: { output: 'id' } }, 'a\nb\n'],
    [{ isTTY: true, flags: { color: false, columns: 'name' } }, 'NAME\na\nb\n'],
  ])('goes by the global options and the stream: %j', async (setup, text) => {
    const { context, stdout, stderr } = testContext(setup)
    await writeListing(context, listing, 'none')
    expect(stdout()).toBe(text)
    expect(stderr()).toBe('')
  })

  it('goes by the format of the profile', async () => {
    const { context, stdout } = testContext()
    await (await context.settingsFile()).changeProfile('default', { output: 'id' })
    await writeListing(context, listing, 'none')
    expect(stdout()).toBe('a\nb\n')
  })

  it('has colour on a terminal only', async () => {
    const [on, off] = [testContext({ isTTY: true }), testContext()]
    await writeListing(on.context, listing, 'none')
    await writeListing(off.context, listing, 'none')
    expect(on.stdout()).toContain('\x1b[36ma\x1b[39m')
    expect(off.stdout()).not.toContain('\x1b')
  })

  it('says on stderr why there is nothing', async () => {
    const { context, stdout, stderr } = testContext({ flags: { output: 'json' } })
    await writeListing(context, { ...listing, rows: [] }, 'there are none')
    expect(stdout()).toBe('[]\n')
    expect(stderr()).toBe('note: there are none\n')
  })
})

describe('writeItem', () => {
  it.each([
    ['table', 'details\n'],
    ['wide', 'details\n'],
    ['json', '{\n  "name": "b"\n}\n'],
    ['yaml', 'name: b\n'],
    ['csv', 'name,twice\nb,bb\n'],
    ['tsv', 'name\ttwice\nb\tbb\n'],
    ['id', 'b\n'],
  ])('writes one thing as %s', async (output, text) => {
    const { context, stdout } = testContext({ flags: { output } })
    await writeItem(context, { listing, row: 'b', details: () => 'details\n' })
    expect(stdout()).toBe(text)
  })
})
