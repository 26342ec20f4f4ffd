import { nameOf, startOfComment } from '../../app/credential-name.ts'
import type { Verification } from '../../credentials/verify-logins.ts'
import { IMAGES } from '../../registry/images.ts'
import type { Column, Layout, Listing } from '../../ui/column.ts'
import { plainText } from '../../ui/message.ts'
import { explain } from './explain.ts'
import { FOUND_IN, imageColumns, verificationListing } from './report.ts'

/** What a screen shows. */
export interface ScreenOptions {
  registry: string
  /** True for `-o wide`: whole ids and a column an image. */
  isWide: boolean
  /** Of the terminal. */
  width: number
}

/** Returns the list for a terminal: what is not ok first, with its explanation and the next command below it. */
export function screenListing(
  rows: readonly Verification[],
  { registry, isWide, width }: ScreenOptions,
): Listing<Verification> {
  const isOk = ({ verdict }: Verification) => verdict === 'ok'
  const sorted = [...rows.filter((row) => !isOk(row)), ...rows.filter(isOk)]
  const credential = credentialColumn(width < NARROW ? NARROW_COMMENT : LONGEST_COMMENT)
  const found = { ...FOUND_IN, list: true }
  return {
    ...verificationListing(sorted),
    columns: isWide
      ? [VERDICT, credential, ID, ...imageColumns(), found]
      : [VERDICT, credential, CAN_PULL, found],
    ...(isWide ? { layouts: [WIDE] } : {}),
    below: (row) => explain(row, registry),
  }
}

/** Returns the count of those that are not ok, where there are several; undefined where one row says it all. */
export function summaryOf(rows: readonly Verification[]): string | undefined {
  const bad = rows.filter(({ verdict }) => verdict !== 'ok').length
  if (rows.length < 2 || bad === 0) return undefined
  return `${bad} of ${rows.length} credentials ${bad === 1 ? 'is' : 'are'} not ok`
}

const ID: Column<Verification> = { name: 'id', header: 'ID', value: ({ id }) => id, whole: true, paint: 'id' }

/** The whole id below the name, so that the images fit beside them. */
const WIDE: Layout = {
  from: 120,
  groups: [['verdict'], ['credential', 'id'], ...imageColumns().map(({ name }) => [name]), ['found_in']],
}

const VERDICT: Column<Verification> = { name: 'verdict', header: 'VERDICT', value: ({ verdict }) => verdict }

/** The id behind a comment has to stay in sight: a cell has two lines. */
const LONGEST_COMMENT = 40
const NARROW_COMMENT = 14
const NARROW = 60

function credentialColumn(longest: number): Column<Verification> {
  return {
    name: 'credential',
    header: 'CREDENTIAL',
    value: (row) =>
      plainText(nameOf({ ...row, comment: startOfComment((row.comment ?? '').trim(), longest) })),
    wrapsTo: 28,
    paint: 'heading',
  }
}

const CAN_PULL: Column<Verification> = {
  name: 'can_pull',
  header: 'CAN PULL',
  value: canPull,
  wrapsTo: 12,
  list: true,
}

function canPull({ images }: Verification): string {
  const open = images.filter(({ pull }) => pull === true).map(({ image }) => image)
  const names = Object.keys(IMAGES).filter((name) => open.includes(IMAGES[name]?.repository ?? ''))
  return names.length === 0 ? '-' : names.join(', ')
}
