import { plainYaml } from './encode.ts'
import { type PullLogin, placeholder } from './pull-login.ts'

/** Where k3s looks for it (docs.k3s.io/installation/private-registry). */
export const K3S_FILE = '/etc/rancher/k3s/registries.yaml'

/** Returns a `registries.yaml` of k3s and RKE2 with one login (docs.k3s.io/installation/private-registry, "Configs"). */
export function k3sRegistries({ registry, username, secret }: PullLogin): string {
  const auth = { username, password: secret ?? placeholder(username) }
  return plainYaml({ configs: { [registry]: { auth } } })
}
