import type { FixName } from '../../../src/app/fix.ts'
import { AUDIT_ROWS } from './audit-rows.ts'
import { LOGIN_ROWS, SETTING_ROWS } from './doctor-rows.ts'
import type { FixRow, NotCarriedOut } from './row.ts'

/** A world for each fix that dgsh prints, or why there is none. A fix without a line here is an error of the types. */
export const FIX_TABLE: Readonly<Record<FixName, FixRow | NotCarriedOut>> = {
  ...AUDIT_ROWS,
  ...SETTING_ROWS,
  ...LOGIN_ROWS,
  'unset-api-url-setting': 'never: it leads to api.deepgram.com',
  'set-api-url': 'elsewhere: test/e2e/kept-for.test.ts sets it',
  'key-with-rights': 'never: the practice Deepgram has one key, which has all rights',
  'check-registry': 'never: a person has to know which registry is meant',
  'unlock-store': 'elsewhere: test/e2e/keychain.test.ts unlocks one',
  'look-into-login': 'never: it says where to look, not what to do',
  'replace-login': 'never: it replaces a login that is not of Deepgram, which only its owner may decide',
  'own-directory': 'never: it takes a user who is not root, and a directory of another',
  'remove-helper-after-setup':
    'elsewhere: test/e2e/try-helper.test.ts sets pass up, after which nothing is in the way',
  'look-into-helper': 'never: it shows more about a store that fails, which has a finding of its own',
  'unset-login-variable': 'never: it takes docker 28.3, and one shell for all commands',
  'trust-authority': 'elsewhere: test/e2e/registry-tls.test.ts names the CA',
  'trust-authority-in-engines': 'never: it writes to /etc',
  'network-advice': 'never: the network is not on this machine',
  'set-clock': 'never: it sets the clock of this machine',
  'create-pull-secret': 'never: it takes a cluster that can be written to',
  'replace-pull-secret': 'never: it takes a cluster that can be written to',
  'name-pull-secret': 'never: it shows the names to choose from',
  'install-kubectl': 'never: it installs a program',
  'name-context': 'never: it shows the names to choose from',
  'check-cluster': 'never: the cluster is not on this machine',
  'hint-of-error': 'never: it is the hint of an error, which has tests of its own',
  'debug-doctor': 'never: it shows more about an unknown failure',
}
