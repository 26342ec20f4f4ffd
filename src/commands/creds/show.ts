import type { Context } from '../../app/context.ts'
import { resolveProject } from '../../app/project.ts'
import { repeatOptions } from '../../app/repeat-options.ts'
import { writeItem } from '../../app/write.ts'
import { credentialListing } from '../../credentials/columns.ts'
import { fullIdOf, resolveCredential } from '../../credentials/resolve.ts'
import { placeOfStore } from '../../secrets/choose-store.ts'
import { findSecretPlaces, type SecretPlaces } from '../../secrets/secret-places.ts'
import { plainText } from '../../ui/message.ts'
import { renderSheet } from '../../ui/sheet.ts'
import { describeCredential } from './describe.ts'

/** The arguments of `dgsh creds show`. */
export interface ShowOptions {
  credential?: string | undefined
}

/** `dgsh creds show`: everything about one credential. */
export async function run({ credential: text }: ShowOptions, context: Context): Promise<number> {
  const id = fullIdOf(text)
  const row =
    id === undefined
      ? await resolveCredential(text, context)
      : await (await context.remote.api()).getCredential(await resolveProject(context), id)
  const { registry } = await context.settings()
  const now = (await context.remote.api()).now()
  await writeItem(context, {
    listing: credentialListing([row], now),
    row,
    details: async (palette, width) => {
      const places = await findSecretPlaces(context)
      const sheet = describeCredential(row, {
        ...{ registry: registry.value, now, palette },
        secret: placeOfSecret(
          row.id,
          places,
          plainText([placeOfStore(await context.stores.chosen(), context.host.env)]),
        ),
        engines: [...(places.engines.get(row.id) ?? [])],
        repeat: (line) => repeatOptions(line, context.options.flags),
      })
      return renderSheet(sheet, { palette, width, redact: context.redaction.redactOutput })
    },
  })
  return 0
}

function placeOfSecret(id: string, { stored, engines, isUnclear }: SecretPlaces, store: string): string {
  if (stored.has(id)) return `in ${store}`
  if (engines.has(id)) return 'with the engine only'
  return isUnclear ? 'unknown' : 'not on this machine'
}
