import { randomUUID, X509Certificate } from 'node:crypto'
import { type CryptoKey, generateKeyPair, importPKCS8, importX509, jwtVerify, SignJWT } from 'jose'

/** Whose key signs the registry's tokens, so that another registry can trust them. The key is RSA. */
export interface TokenSigner {
  /** PKCS#8 PEM. */
  privateKey: string
  /** PEM; goes into the `x5c` of each token's header. */
  certificate: string
}

/** One entry of a token's `access` claim (Docker's "Token Authentication Specification"). */
export interface Access {
  type: 'repository'
  /** `deepgram/<image>` */
  name: string
  /** `pull`, or nothing. */
  actions: string[]
}

/** Whom a token is for, and what for. */
export interface TokenClaims {
  /** The username, or `(anonymous)`. */
  subject: string
  /** The service that was asked for. */
  audience: string
  access: Access[]
}

/** Issues and reads the registry's tokens. */
export interface Tokens {
  /** A JWT that is good for an hour, as Quay's are. */
  issue(claims: TokenClaims): Promise<string>
  /** What a token allows at a service; undefined for one that is not from here, is for another service, or is too old. */
  read(token: string, audience: string): Promise<Access[] | undefined>
}

interface Keys {
  privateKey: CryptoKey
  publicKey: CryptoKey
  header: { kid: string } | { x5c: string[] }
}

const ALGORITHM = 'RS256'
const ISSUER = 'quay'

/** Makes the tokens of one sandbox. The key is made or read when it is first needed: making one takes long. */
export function createTokens(signer: TokenSigner | undefined): Tokens {
  let keys: Promise<Keys> | undefined
  const getKeys = () => {
    keys ??= signer === undefined ? makeKeys() : readKeys(signer)
    return keys
  }
  return {
    async issue({ subject, audience, access }) {
      const { privateKey, header } = await getKeys()
      return new SignJWT({ access })
        .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT', ...header })
        .setIssuer(ISSUER)
        .setSubject(subject)
        .setAudience(audience)
        .setIssuedAt()
        .setNotBefore('0s')
        .setExpirationTime('1h')
        .setJti(randomUUID())
        .sign(privateKey)
    },
    async read(token, audience) {
      const { publicKey } = await getKeys()
      try {
        const { payload } = await jwtVerify<{ access: Access[] }>(token, publicKey, {
          issuer: ISSUER,
          audience,
          algorithms: [ALGORITHM],
        })
        return payload.access
      } catch {
        return undefined
      }
    },
  }
}

async function makeKeys(): Promise<Keys> {
  return { ...(await generateKeyPair(ALGORITHM)), header: { kid: 'sandbox' } }
}

async function readKeys({ privateKey, certificate }: TokenSigner): Promise<Keys> {
  return {
    privateKey: await importPKCS8(privateKey, ALGORITHM),
    publicKey: await importX509(certificate, ALGORITHM),
    header: { x5c: [new X509Certificate(certificate).raw.toString('base64')] },
  }
}
