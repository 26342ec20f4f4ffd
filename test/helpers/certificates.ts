import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TokenSigner } from '../../src/sandbox/token.ts'
import { succeed } from './run-program.ts'
import { temporaryDirectory } from './temporary.ts'

/** A key and its certificate, PEM. */
export interface KeyPair {
  key: string
  certificate: string
}

/** A certificate authority that nobody trusts yet. */
export interface Authority {
  /** The file of its certificate, for `SSL_CERT_FILE` and `NODE_EXTRA_CA_CERTS`. */
  file: string
  /** A key and a certificate for a DNS name. */
  issue(name: string): Promise<KeyPair>
}

/** A token signer for the sandbox, and the file that makes another registry trust it. */
export interface Signer extends TokenSigner {
  certificateFile: string
}

const EC = ['ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1']

/** Makes an RSA key with a self-signed certificate: what Docker's token authentication asks for. */
export async function makeSigner(): Promise<Signer> {
  const { base, key, certificate } = await request(['rsa:2048'], 'token signer', [])
  return { privateKey: key, certificate, certificateFile: `${base}.crt` }
}

/** Makes an authority. */
export async function makeAuthority(): Promise<Authority> {
  const { base } = await request(EC, 'authority of a test', ['-addext', 'keyUsage=critical,keyCertSign'])
  return {
    file: `${base}.crt`,
    issue: (name) =>
      request(EC, name, [
        ...['-CA', `${base}.crt`, '-CAkey', `${base}.key`],
        ...['-addext', `subjectAltName=DNS:${name}`, '-addext', 'basicConstraints=critical,CA:FALSE'],
      ]),
  }
}

/** Makes a key and a self-signed certificate for a DNS name, as hosts without an authority have it; `file` is the certificate's. */
export async function makeSelfSigned(name: string): Promise<KeyPair & { file: string }> {
  const { base, ...pair } = await request(EC, name, ['-addext', `subjectAltName=DNS:${name}`])
  return { ...pair, file: `${base}.crt` }
}

/** Runs `openssl req -x509`; `-CA` makes it sign with another key (OpenSSL 3). */
async function request(
  algorithm: readonly string[],
  commonName: string,
  options: readonly string[],
): Promise<KeyPair & { base: string }> {
  const directory = temporaryDirectory()
  const base = join(directory, 'pair')
  await succeed(
    [
      ...['openssl', 'req', '-x509', '-nodes', '-days', '2', '-subj', `/CN=${commonName}`],
      ...['-newkey', ...algorithm, '-keyout', `${base}.key`, '-out', `${base}.crt`, ...options],
    ],
    { env: { PATH: process.env.PATH ?? '', HOME: directory } },
  )
  return { base, key: readFileSync(`${base}.key`, 'utf8'), certificate: readFileSync(`${base}.crt`, 'utf8') }
}
