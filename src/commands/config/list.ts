import type { Context } from '../../app/context.ts'
import { isScreen, writeListing } from '../../app/write.ts'
import { SETTING_KEYS } from '../../settings/keys.ts'

/** The id of a project is not broken. */
const UUID_WIDTH = 36

/** `dgsh config list`: every setting as it is in use. */
export async function run(context: Context): Promise<number> {
  const settings = await context.settings()
  const isOnScreen = await isScreen(context)
  const rows = SETTING_KEYS.map((key) => ({ key, ...settings[key] }))
  type Row = (typeof rows)[number]
  await writeListing<Row>(
    context,
    {
      rows,
      columns: [
        { name: 'key', header: 'KEY', value: ({ key }) => key },
        {
          name: 'value',
          header: 'VALUE',
          value: ({ value }) => String(value ?? ''),
          wrapsTo: UUID_WIDTH,
          paint: 'id',
        },
        // On a screen the origin says the same.
        { name: 'source', header: 'SOURCE', value: ({ source }) => source, wide: isOnScreen },
        { name: 'origin', header: 'ORIGIN', value: ({ origin }) => origin, wrapsTo: 8, wide: !isOnScreen },
      ],
      id: ({ key }) => key,
      data: ({ key, value, source, origin }) => ({ key, value: value ?? null, source, origin }),
    },
    '',
  )
  return 0
}
