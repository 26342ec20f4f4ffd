// One access to the system's keychain, in a process of its own: a call that hangs can be ended from outside. The request
// comes as JSON on standard input, the answer goes as JSON to standard output; src/store/keychain-store.ts is the other end.
/** @typedef {import('../src/store/keychain-store.ts').KeychainRequest} KeychainRequest */

const SERVICE = 'dgsh'

answer(JSON.parse(require('node:fs').readFileSync(0, 'utf8'))).then(
  (value) => process.stdout.write(JSON.stringify({ value: value ?? null })),
  (error) => process.stdout.write(JSON.stringify({ error: String(error?.message ?? error) })),
)

/** Does what is asked for. */
async function answer(/** @type {KeychainRequest} */ { verb, name = '', value = '' }) {
  const { Entry, findCredentials } = await import('@napi-rs/keyring')
  // Without the pin, Linux falls back to the kernel's keyring, which forgets everything at the next start.
  const open = (/** @type {string} */ entry) =>
    new Entry(SERVICE, entry, { linux: { store: 'secret-service' } })
  switch (verb) {
    case 'get':
      return open(name).getPassword()
    case 'set':
      return open(name).setPassword(value)
    case 'delete':
      return open(name).deleteCredential()
    case 'list':
      return findCredentials(SERVICE).map(({ account }) => account)
    case 'probe': {
      // A name of its own, because two dgsh may probe at once.
      const probe = open(`probe:${process.pid}`)
      probe.setPassword(value)
      const found = probe.getPassword()
      probe.deleteCredential()
      return found === value
    }
  }
}
