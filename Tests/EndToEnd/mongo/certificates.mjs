/**
 * Makes the certificates of the tests with the openssl program: `node certificates.mjs FOLDER`, or `makeCertificates(folder)`.
 * Each file holds a certificate and its key.
 *
 *   ca.pem           the authority; of it:
 *   server.pem       for 127.0.0.1 and localhost
 *   wrong-name.pem   for elsewhere.example
 *   expired.pem      as server.pem, over since 2021
 *   client.pem       a client's, with the subject CLIENT_SUBJECT
 *   other-ca.pem     an authority that nobody trusts
 */
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** As MongoDB names the user of client.pem. */
export const CLIENT_SUBJECT = 'CN=monitor,OU=clients,O=TraceLLM';

const SERVER = '/CN=server';
const OWN_NAMES = 'subjectAltName=IP:127.0.0.1,DNS:localhost\nextendedKeyUsage=serverAuth';
const VALID = ['20200101000000Z', '20490101000000Z'];
const EXPIRED = ['20200101000000Z', '20210101000000Z'];
const REQUEST_CONFIG = '[req]\ndistinguished_name=dn\n[dn]\n[ca]\nbasicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n';
/** For `openssl ca`, which alone can give a certificate a time that is over. */
const AUTHORITY_CONFIG = `[ca]
default_ca=tests
[tests]
database=index.txt
new_certs_dir=.
rand_serial=yes
default_md=sha256
unique_subject=no
policy=any
[any]
organizationName=optional
organizationalUnitName=optional
commonName=supplied
`;

export function makeCertificates(folder) {
  const scratch = mkdtempSync(join(tmpdir(), 'tracellm-certificates-'));
  const openssl = (...words) => execFileSync('openssl', words, { cwd: scratch, stdio: 'pipe' });
  const write = (name, text) => writeFileSync(join(scratch, name), text);
  const publish = (name) => {
    writeFileSync(join(folder, `${name}.pem`), readFileSync(join(scratch, `${name}.crt`)));
    appendFileSync(join(folder, `${name}.pem`), readFileSync(join(scratch, `${name}.key`)));
  };
  const makeKey = (name) => openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', `${name}.key`);
  const makeAuthority = (name) => {
    makeKey(name);
    openssl('req', '-new', '-x509', '-config', 'request.cnf', '-extensions', 'ca', '-key', `${name}.key`, '-subj', `/CN=${name}`,
      '-days', '365', '-out', `${name}.crt`);
    publish(name);
  };
  const issue = (name, subject, extensions, [from, to] = VALID) => {
    makeKey(name);
    openssl('req', '-new', '-config', 'request.cnf', '-key', `${name}.key`, '-subj', subject, '-out', `${name}.csr`);
    write('extensions.cnf', extensions);
    openssl('ca', '-config', 'authority.cnf', '-batch', '-notext', '-cert', 'ca.crt', '-keyfile', 'ca.key', '-in', `${name}.csr`,
      '-startdate', from, '-enddate', to, '-extfile', 'extensions.cnf', '-preserveDN', '-out', `${name}.crt`);
    publish(name);
  };

  try {
    write('request.cnf', REQUEST_CONFIG);
    write('authority.cnf', AUTHORITY_CONFIG);
    write('index.txt', '');
    makeAuthority('ca');
    makeAuthority('other-ca');
    issue('server', SERVER, OWN_NAMES);
    issue('wrong-name', SERVER, 'subjectAltName=DNS:elsewhere.example\nextendedKeyUsage=serverAuth');
    issue('expired', SERVER, OWN_NAMES, EXPIRED);
    issue('client', '/O=TraceLLM/OU=clients/CN=monitor', 'extendedKeyUsage=clientAuth');
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) makeCertificates(process.argv[2]);
