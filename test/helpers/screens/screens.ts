import { ACCOUNT_SCREENS } from './account-screens.ts'
import { CHECK_SCREENS } from './check-screens.ts'
import { CREDENTIAL_SCREENS } from './credential-screens.ts'
import type { Screen } from './draw.ts'
import { ERROR_SCREENS } from './error-screens.ts'
import { HELPER_SCREENS } from './helper-screens.ts'

/** Every screen that has a golden file. */
export const SCREENS: readonly Screen[] = [
  { name: 'help', args: ['--help'] },
  ...ACCOUNT_SCREENS,
  ...CREDENTIAL_SCREENS,
  ...CHECK_SCREENS,
  ...HELPER_SCREENS,
  ...ERROR_SCREENS,
]
