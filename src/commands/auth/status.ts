import type { Context } from '../../context.ts'
import { DgshError } from '../../errors.ts'
import type { ApiKey, Setting, Settings } from '../../settings/settings.ts'
import { renderDetails } from '../../ui/details.ts'
import { isAboutStore } from '../choose-store.ts'
import { writeData } from '../write.ts'

/** Whether Deepgram accepts the key: null when that could not be found out. */
interface Verdict {
  accepted: boolean | null
  /** Why not, to be thrown once the status is written. */
  error: unknown
}

/** `dgsh auth status`: writes the status in any case; then ends with the error of the check, if there is one. */
export async function run(context: Context): Promise<number> {
  const settings = await context.settings()
  const verdict = await check(context)
  // A store that cannot be read is the verdict's error; the rest of the status is to be seen all the same.
  const apiKey = await context.apiKey().catch(() => undefined)
  if (!(await writeData(context, asData(settings, apiKey, verdict)))) {
    context.stdout.write(await asText(settings, { apiKey, verdict }, context))
  }
  if (verdict.error !== undefined) throw verdict.error
  return 0
}

async function check(context: Context): Promise<Verdict> {
  try {
    await (await context.api()).listProjects()
    return { accepted: true, error: undefined }
  } catch (error) {
    return { accepted: error instanceof DgshError && error.code === 'api_key_refused' ? false : null, error }
  }
}

function asData(settings: Settings, apiKey: ApiKey | undefined, { accepted }: Verdict): unknown {
  const from = ({ value, source, origin }: Setting<unknown>) => ({ value: value ?? null, source, origin })
  return {
    profile: from(settings.profile),
    api_url: from(settings.api_url),
    project: from(settings.project),
    store: from(settings.store),
    api_key:
      apiKey === undefined
        ? null
        : { last_four: lastFour(apiKey.value), source: apiKey.source, origin: apiKey.origin },
    accepted,
  }
}

async function asText(
  settings: Settings,
  { apiKey, verdict }: { apiKey: ApiKey | undefined; verdict: Verdict },
  context: Context,
): Promise<string> {
  const palette = await context.palette('stdout')
  const line = (label: string, { value, origin }: Setting<string | undefined>) => ({
    label,
    value: `${value ?? 'none'} (${origin})`,
  })
  const { accepted } = verdict
  return renderDetails(
    [
      line('PROFILE', settings.profile),
      line('API URL', settings.api_url),
      line('PROJECT', settings.project),
      line('STORE', settings.store),
      {
        label: 'API KEY',
        value:
          apiKey === undefined
            ? isAboutStore(verdict.error)
              ? 'unknown'
              : 'none'
            : `…${lastFour(apiKey.value)} (${apiKey.origin})`,
      },
      {
        label: 'DEEPGRAM',
        value:
          accepted === null
            ? 'not asked, or no answer'
            : accepted
              ? 'accepts the API key'
              : 'refuses the API key',
        paint: accepted === null ? palette.caution : accepted ? palette.good : palette.bad,
      },
    ],
    palette,
  )
}

/** Nothing of a key so short that four characters would be most of it. */
function lastFour(apiKey: string): string {
  return apiKey.length >= 16 ? apiKey.slice(-4) : ''
}
