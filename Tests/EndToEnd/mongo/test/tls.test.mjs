/** The official driver connects by TLS, checks certificates, and shows one of its own. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { CLIENT_SUBJECT, makeCertificates } from '../certificates.mjs';
import { failureOf, tracesOf, withDeployment } from './support.mjs';

const folder = mkdtempSync(join(tmpdir(), 'tracellm-tls-'));
makeCertificates(folder);
after(() => rmSync(folder, { recursive: true, force: true }));

const file = (name) => join(folder, `${name}.pem`);
const X509_USER = { name: CLIENT_SUBJECT, database: '$external', mechanisms: ['MONGODB-X509'] };

/** Runs `action(connect)` with a server of this certificate; `connect(query)` gives a driver that uses TLS. */
function withTls(certificate, action, { users, ...tls } = {}) {
  const options = { tls: { certificateKeyFile: file(certificate), ...tls }, users };
  return withDeployment(options, (deployment, connect) => action(
    (query = '', more = {}) => connect(`?tls=true${query}`, more), connect));
}

const count = (client) => tracesOf(client).countDocuments();
const trusting = `&tlsCAFile=${file('ca')}`;

test('A_trusted_certificate_is_accepted_and_login_works_within', () => withTls('server', async (connect) => {
  assert.equal(await count(connect(`${trusting}&authSource=admin`, { login: 'reader:secret@' })), 0);
}, { users: [{ name: 'reader', password: 'secret' }] }));

for (const [certificate, query, reason] of [
  ['server', '', /unable to verify|self-signed certificate/],
  ['server', `&tlsCAFile=${file('other-ca')}`, /unable to verify|self-signed certificate/],
  ['wrong-name', trusting, /does not match certificate's altnames/],
  ['expired', trusting, /certificate has expired/],
]) {
  const trust = query === '' ? 'nobody' : query === trusting ? 'the_authority' : 'another_authority';
  test(`A_certificate_${certificate}_is_refused_by_who_trusts_${trust}_and_taken_unchecked`, () => withTls(certificate,
    async (connect) => {
      assert.match((await failureOf(connect(query))).message, reason);
      assert.equal(await count(connect(`${query}&tlsInsecure=true`)), 0);
    }));
}

test('A_client_certificate_is_asked_for', () => withTls('server', async (connect) => {
  assert.ok(await failureOf(connect(trusting)));
  assert.equal(await count(connect(`${trusting}&tlsCertificateKeyFile=${file('client')}`)), 0);
}, { caFile: file('ca'), requiresClientCertificate: true }));

test('The_subject_of_a_client_certificate_logs_in', () => withTls('server', async (connect) => {
  const login = (certificate) => count(connect(`${trusting}&authMechanism=MONGODB-X509${certificate}`));
  assert.equal(await login(`&tlsCertificateKeyFile=${file('client')}`), 0);
  await assert.rejects(login(`&tlsCertificateKeyFile=${file('server')}`), (error) => error.code === 18);
  await assert.rejects(login(''), (error) => error.code === 18);
}, { caFile: file('ca'), users: [X509_USER] }));

test('Plain_bytes_to_a_tls_port_end_the_connection', () => withTls('server', async (connect, connectPlainly) => {
  assert.ok(await failureOf(connectPlainly()));
  assert.equal(await count(connect(trusting)), 0);
}));

test('Tls_to_a_port_without_ends_the_connection', () => withDeployment({}, async (deployment, connect) => {
  assert.ok(await failureOf(connect(`?tls=true${trusting}`)));
  assert.deepEqual(deployment.servers[0].protocolErrors, ['TLS to a server without']);
}));
