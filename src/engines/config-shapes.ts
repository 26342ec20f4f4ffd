import type { Shape } from './go-decode.ts'

/** A structure of Go, by the names of its fields. */
export interface Structure {
  fields: Readonly<Record<string, Shape>>
}

const TEXTS = { map: 'string' } as const

/** An entry of `auths` (docker/cli, cli/config/types, AuthConfig); docker 29 no longer knows `email`. */
const DOCKER_ENTRY = {
  fields: {
    ...{ username: 'string', password: 'string', auth: 'string', email: 'string' },
    ...{ serveraddress: 'string', identitytoken: 'string', registrytoken: 'string' },
  },
} as const satisfies Structure

const PROXY = {
  fields: {
    ...{ httpProxy: 'string', httpsProxy: 'string', noProxy: 'string' },
    ...{ ftpProxy: 'string', allProxy: 'string' },
  },
} as const satisfies Structure

/** docker's config.json (docker/cli 28.2, cli/config/configfile, ConfigFile); docker 29 no longer knows `experimental`. */
export const DOCKER_CONFIG = {
  fields: {
    auths: { map: DOCKER_ENTRY },
    HttpHeaders: TEXTS,
    ...{ psFormat: 'string', imagesFormat: 'string', networksFormat: 'string', pluginsFormat: 'string' },
    ...{ volumesFormat: 'string', statsFormat: 'string', detachKeys: 'string', credsStore: 'string' },
    credHelpers: TEXTS,
    ...{ serviceInspectFormat: 'string', servicesFormat: 'string', tasksFormat: 'string' },
    ...{ secretFormat: 'string', configFormat: 'string', nodesFormat: 'string' },
    pruneFilters: { list: 'string' },
    proxies: { map: PROXY },
    currentContext: 'string',
    cliPluginsExtraDirs: { list: 'string' },
    plugins: { map: TEXTS },
    aliases: TEXTS,
    features: TEXTS,
    experimental: 'string',
  },
} as const satisfies Structure

/** The auth.json of podman, skopeo and buildah (containers/image, pkg/docker/config, dockerConfigFile). */
export const CONTAINERS_CONFIG = {
  fields: {
    auths: { map: { fields: { auth: 'string', identitytoken: 'string' } } },
    credHelpers: TEXTS,
  },
} as const satisfies Structure
