/** The official driver logs in by every mechanism there is here, and is refused as a real server refuses. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tracesOf, withDeployment } from './support.mjs';

const USERS = [
  { name: 'both', password: 'pa:ss@w+rd%' },
  { name: 'old', password: 'secret', mechanisms: ['SCRAM-SHA-1'] },
  { name: 'new,=one', password: 'secret', mechanisms: ['SCRAM-SHA-256'] },
  { name: 'reader', password: 'secret', database: 'tracellm', role: 'read' },
  { name: 'directory', password: 'secret', database: '$external', mechanisms: ['PLAIN'] },
];

/** Runs `action(connectAs, server)`, `connectAs(user, query)` a driver that logs in with the right password or the one given. */
function withUsers(action) {
  return withDeployment({ users: USERS }, async (deployment, connect) => {
    const connectAs = (name, query = '?authSource=admin', password = undefined) => {
      const found = USERS.find((user) => user.name === name) ?? { name };
      const login = `${encodeURIComponent(name)}:${encodeURIComponent(password ?? found.password)}@`;
      return connect(query, { login });
    };
    await action(connectAs, deployment.servers[0], connect);
  });
}

/** The names of the commands about login that came in, without those inside hello. */
const loginCommands = (server) => server.log.entries.map((entry) => entry.name).filter((name) => /^sasl|^auth/.test(name));
const mechanismsTried = (server) => server.log.entries.map(({ body }) => body.speculativeAuthenticate ?? body)
  .filter((body) => body.saslStart).map((body) => body.mechanism);
const hasCode = (code) => (error) => error.code === code;

for (const [name, query, mechanism] of [
  ['both', '?authSource=admin&authMechanism=SCRAM-SHA-256', 'SCRAM-SHA-256'],
  ['both', '?authSource=admin&authMechanism=SCRAM-SHA-1', 'SCRAM-SHA-1'],
  ['both', '?authSource=admin', 'SCRAM-SHA-256'],
  ['old', '?authSource=admin', 'SCRAM-SHA-1'],
  ['new,=one', '?authSource=admin', 'SCRAM-SHA-256'],
  ['reader', 'tracellm', 'SCRAM-SHA-256'],
  ['directory', '?authMechanism=PLAIN', 'PLAIN'],
]) {
  test(`Login_of_${name}_with_${query}_is_by_${mechanism}`, () => withUsers(async (connectAs, server) => {
    assert.equal(await tracesOf(connectAs(name, query)).countDocuments(), 0);
    assert.equal(mechanismsTried(server).at(-1), mechanism);
  }));
}

test('A_first_message_in_hello_saves_a_round_trip', () => withUsers(async (connectAs, server) => {
  await tracesOf(connectAs('both')).countDocuments();
  assert.deepEqual(loginCommands(server), ['saslContinue']);
}));

test('A_mechanism_that_the_user_lacks_is_not_answered_in_hello', () => withUsers(async (connectAs, server) => {
  await tracesOf(connectAs('old')).countDocuments();
  assert.deepEqual(mechanismsTried(server), ['SCRAM-SHA-256', 'SCRAM-SHA-1']);
  assert.deepEqual(loginCommands(server), ['saslStart', 'saslContinue']);
}));

for (const [name, query] of [['both', undefined], ['old', undefined], ['new,=one', undefined], ['nobody', undefined],
  ['both', '?authSource=admin&authMechanism=SCRAM-SHA-1'], ['both', 'tracellm'], ['directory', '?authMechanism=PLAIN']]) {
  test(`Login_of_${name}_with_${query}_and_a_wrong_password_or_database_is_code_18`, () => withUsers(async (connectAs) => {
    await assert.rejects(tracesOf(connectAs(name, query, query === 'tracellm' ? undefined : 'wrong')).findOne(), hasCode(18));
  }));
}

test('Commands_before_login_are_code_13_and_ping_is_free', () => withUsers(async (connectAs, server, connect) => {
  const client = connect();
  assert.equal((await client.db('admin').command({ ping: 1 })).ok, 1);
  await assert.rejects(tracesOf(client).findOne(), hasCode(13));
  await assert.rejects(client.db('tracellm').command({ count: 'traces' }), hasCode(13));
}));

test('A_reader_reads_and_may_not_write', () => withUsers(async (connectAs) => {
  const traces = tracesOf(connectAs('reader', 'tracellm'));
  assert.equal(await traces.findOne(), null);
  await assert.rejects(traces.insertOne({}), hasCode(13));
}));

test('A_mechanism_that_the_server_lacks_is_refused_by_name', () => withUsers(async (connectAs, server, connect) => {
  const command = { saslStart: 1, mechanism: 'GSSAPI', payload: Buffer.from('x') };
  await assert.rejects(connect().db('$external').command(command), hasCode(334));
}));

test('A_client_that_does_not_skip_the_empty_exchange_gets_it', () => withUsers(async (connectAs, server, connect) => {
  const { createHash, createHmac, pbkdf2Sync } = await import('node:crypto');
  const client = connect('?maxPoolSize=1');
  const admin = client.db('admin');
  const start = { saslStart: 1, mechanism: 'SCRAM-SHA-256', payload: Buffer.from('n,,n=new=2C=3Done,r=nonce') };
  const first = await admin.command(start);
  const text = first.payload.toString();
  const [, nonce, salt, iterations] = /^r=(.*),s=(.*),i=(\d+)$/.exec(text);
  const hmac = (key, data) => createHmac('sha256', key).update(data).digest();
  const clientKey = hmac(pbkdf2Sync('secret', Buffer.from(salt, 'base64'), Number(iterations), 32, 'sha256'), 'Client Key');
  const signature = hmac(createHash('sha256').update(clientKey).digest(), `n=new=2C=3Done,r=nonce,${text},c=biws,r=${nonce}`);
  const proof = Buffer.from(clientKey.map((byte, at) => byte ^ signature[at])).toString('base64');
  const next = (payload) => admin.command({ saslContinue: 1, conversationId: first.conversationId, payload: Buffer.from(payload) });
  assert.equal((await next(`c=biws,r=${nonce},p=${proof}`)).done, false);
  assert.equal((await next('')).done, true);
  assert.equal((await client.db('tracellm').command({ count: 'traces' })).n, 0);
}));
