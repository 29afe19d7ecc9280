/** The name under which stages before the wall ask for the vault's key. */
export const KEY_SECRET = 'key'
