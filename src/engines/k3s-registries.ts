import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { entriesOf, type HeldLogin, isWanted, loginOf, type WantedLogins } from './login-config.ts'

/** A file that tells the containerd of a k3s or RKE2 node how to log in. */
export interface NodeFile {
  kind: 'k3s' | 'rke2'
  path: string
}

/**
 * The files of this machine as a node, if it is one, below `root`. Sources: docs.k3s.io/installation/private-registry,
 * docs.rke2.io/install/private_registry; for `root`, the tests.
 */
export function nodeFiles(root = '/'): NodeFile[] {
  const files = (['k3s', 'rke2'] as const).map((kind) => ({
    kind,
    path: join(root, 'etc', 'rancher', kind, 'registries.yaml'),
  }))
  return files.filter(({ path }) => existsSync(path))
}

/** The entry for all registries that have none of their own (docs.k3s.io, "Wildcard Support"). */
export const ANY_REGISTRY = '*'

/**
 * The logins in the text of a `registries.yaml` that are looked for, by their keys; undefined when it is not in its form. The
 * package is loaded here because hardly any machine is such a node.
 */
export async function loginsOfNode(
  text: string,
  search: WantedLogins,
): Promise<Map<string, HeldLogin> | undefined> {
  const root = await parseYaml(text)
  if (root === undefined || (root !== null && typeof root !== 'object') || Array.isArray(root))
    return undefined
  const configs = entriesOf(entriesOf(root).get('configs'))
  const found = new Map<string, HeldLogin>()
  for (const [key, config] of configs) {
    const auth = entriesOf(entriesOf(config).get('auth'))
    // containerd takes `username` before `auth`, unlike docker (containerd, ParseAuth).
    const { auth: _, ...plain } = Object.fromEntries(auth)
    const held = loginOf(plain) ?? loginOf(Object.fromEntries(auth))
    if (held !== undefined && (key === ANY_REGISTRY || isWanted(search, key, held.username)))
      found.set(key, held)
  }
  return found
}

/** The value of a YAML text, which may be null; undefined when it is none, or too much for its size. */
async function parseYaml(text: string): Promise<unknown> {
  const { parse } = await import('yaml')
  try {
    // Its warnings and errors quote the text, which holds secrets: neither is shown.
    return parse(text, { logLevel: 'error', merge: true, prettyErrors: false }) as unknown
  } catch {
    return undefined
  }
}
