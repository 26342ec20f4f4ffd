import type { Context, Host } from '../app/context.ts'
import { idInUsername } from '../deepgram/names.ts'
import { isTemporary } from '../engines/login-files.ts'
import type { Copy } from './copy.ts'
import { findAllUsages, logoutLine, type Usage } from './usages.ts'

/** Returns the copies in the logins of this machine. Notes say where there may be more. */
export async function findLoginCopies(context: Context): Promise<Copy[]> {
  const places = await findAllUsages(context)
  return places.flatMap((place) => {
    const id = idInUsername(place.login.username)
    return id === undefined ? [] : [copyAt(place, id, context.host)]
  })
}

function copyAt(found: Usage, id: string, { env, platform }: Host): Copy {
  const { holder, place, deliverable, login } = found
  const { username, file, helper = null, key } = login
  const temporary = helper === null && isTemporary(file, { env, platform })
  return {
    id,
    username,
    kind: holder,
    place,
    file: file === '' ? null : file,
    helper,
    key,
    deliverable,
    temporary,
    logout: logoutLine(found),
    secret: null,
  }
}
