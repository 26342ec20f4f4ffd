import { entriesOf, hostOf, parseLoginConfig } from '../../engines/login-config.ts'

/** What a config with the login of the source is made of. */
export interface LoginConfigParts {
  registry: string
  /** `user:secret` in base64. */
  auth: string
  /** The destination's host. */
  destination: string
  /** The text of docker's config file of the user; empty for none. */
  own: string
}

/**
 * A config in docker's format with the login of the source, and with what the user's own has for the destination: crane and
 * regctl take one file for both. A store that the user's config names is named for the destination alone.
 */
export function loginConfig({ registry, auth, destination, own }: LoginConfigParts): string {
  const config = parseLoginConfig(own)
  const entries = [...(config?.auths ?? [])].filter(([key]) => hostOf(key) === destination)
  const held = entries.filter(([, entry]) => entriesOf(entry).size > 0)
  const helper = config?.credHelpers.get(destination) ?? config?.credsStore
  const credHelpers = typeof helper === 'string' && destination !== registry ? { [destination]: helper } : {}
  return JSON.stringify({ auths: { ...Object.fromEntries(held), [registry]: { auth } }, credHelpers })
}
