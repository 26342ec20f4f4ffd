/** A JSON value as somebody may write it, with members of one name more than once. */
export type Tree =
  | string
  | number
  | boolean
  | null
  | readonly Tree[]
  | { readonly members: readonly Member[] }

/** A member of an object. */
export type Member = readonly [name: string, value: Tree]

/** An object of these members. */
export function object(...members: Member[]): Tree {
  return { members }
}

/** The tree as JSON. */
export function render(tree: Tree): string {
  if (isList(tree)) return `[${tree.map(render).join(',')}]`
  if (!isObject(tree)) return JSON.stringify(tree)
  return `{${tree.members.map(([name, value]) => `${JSON.stringify(name)}:${render(value)}`).join(',')}}`
}

/** The tree of a JSON text that a program wrote. */
export function treeOf(text: string): Tree {
  return fromValue(JSON.parse(text))
}

function fromValue(value: unknown): Tree {
  if (Array.isArray(value)) return value.map(fromValue)
  if (typeof value !== 'object' || value === null) return value as Tree
  return { members: Object.entries(value).map(([name, inner]): Member => [name, fromValue(inner)]) }
}

function isList(tree: Tree): tree is readonly Tree[] {
  return Array.isArray(tree)
}

/** True for an object. */
export function isObject(tree: Tree): tree is { readonly members: readonly Member[] } {
  return typeof tree === 'object' && tree !== null && 'members' in tree
}

/** The settings that docker 28 knows, beside `auths`, as its documentation has them. */
const SETTINGS = [
  ...[
    'HttpHeaders',
    'psFormat',
    'imagesFormat',
    'networksFormat',
    'pluginsFormat',
    'volumesFormat',
    'statsFormat',
  ],
  ...[
    'detachKeys',
    'credsStore',
    'credHelpers',
    'serviceInspectFormat',
    'servicesFormat',
    'tasksFormat',
    'secretFormat',
  ],
  ...[
    'configFormat',
    'nodesFormat',
    'pruneFilters',
    'proxies',
    'currentContext',
    'cliPluginsExtraDirs',
    'plugins',
  ],
  ...['aliases', 'features', 'experimental'],
].map((name) => name.toLowerCase())

const PROXY_FIELDS = ['httpproxy', 'httpsproxy', 'noproxy', 'ftpproxy', 'allproxy']

/**
 * Everything that whoever wrote a config would miss: each login but that of the registry, and each setting with a value. What docker does
 * not know is not part of it.
 */
export function factsOf(tree: Tree, registry: string): string[] {
  if (!isObject(tree)) return flatten('', tree)
  return tree.members.flatMap(([name, value]) => {
    const field = name.toLowerCase()
    if (field === 'auths' && isObject(value))
      return value.members.flatMap(([key, entry]) => (key === registry ? [] : loginFacts(key, entry)))
    if (field === 'proxies' && isObject(value))
      return value.members.flatMap(([key, proxy]) => proxyFacts(key, proxy))
    if (field === 'httpheaders' && isObject(value))
      return value.members.flatMap(([key, text]) =>
        /^user-agent$/i.test(key) ? [] : flatten(`${field} ${key}`, text),
      )
    return field === 'auths' || SETTINGS.includes(field) ? flatten(field, value) : []
  })
}

function proxyFacts(key: string, proxy: Tree): string[] {
  if (!isObject(proxy)) return flatten(`proxies ${key}`, proxy)
  const known = proxy.members.filter(([name]) => PROXY_FIELDS.includes(name.toLowerCase()))
  return known.flatMap(([name, value]) => flatten(`proxies ${key} ${name.toLowerCase()}`, value))
}

function loginFacts(key: string, entry: Tree): string[] {
  if (!isObject(entry)) return flatten(`auths ${key}`, entry)
  const all = (field: string) =>
    entry.members.filter(([name]) => name.toLowerCase() === field).map(([, value]) => value)
  const auths = all('auth').filter((auth) => auth !== '' && auth !== null)
  const text = (field: string) => all(field).at(-1) ?? ''
  const plain = auths.length === 0 && (text('username') !== '' || text('password') !== '')
  return [
    ...auths.map((auth) => `auths ${key} login ${typeof auth === 'string' ? decode(auth) : render(auth)}`),
    ...(plain ? [`auths ${key} login ${text('username')}:${text('password')}`] : []),
    ...['identitytoken', 'registrytoken'].flatMap((field) =>
      all(field).flatMap((value) => flatten(`auths ${key} ${field}`, value)),
    ),
  ]
}

function decode(auth: string): string {
  const bytes = Buffer.from(auth, 'base64')
  return bytes.toString('base64') === auth.replace(/[\r\n]/g, '')
    ? bytes.toString('latin1').replace(/\0+$/, '')
    : auth
}

function flatten(place: string, tree: Tree): string[] {
  if (isObject(tree)) return tree.members.flatMap(([name, value]) => flatten(`${place} ${name}`, value))
  if (isList(tree)) return tree.flatMap((value, index) => flatten(`${place} ${index}`, value))
  return tree === null || tree === '' ? [] : [`${place} ${typeof tree === 'string' ? tree : render(tree)}`]
}
